import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { tellEach } from "../decide-each.ts";
import { ids, option } from "../parameters.ts";
import { text } from "../values.ts";

export const retry = command({
  name: "retry",
  summary: "Lets items that failed start again.",
  examples: [
    "reputation retry 17 --brand my_brand",
    "reputation inbox --status error --json | jq -r '.[].id' | reputation retry -",
  ],
  takes: {
    ids: ids("<id...>"),
    brand: option("--brand <id>", "whose items they are, when they wait for somebody to say so", text),
  },
  async run(context, { ids, brand }) {
    return withCore(context, ({ decisions }) =>
      tellEach(context, ids, (id) => decisions.retry(id, context.actor, brand)),
    );
  },
});
