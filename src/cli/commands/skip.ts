import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { tellEach } from "../decide-each.ts";
import { ids, option } from "../parameters.ts";
import { text } from "../values.ts";

export const skip = command({
  name: "skip",
  summary: "Leaves items without an answer.",
  examples: ["reputation skip 17", 'reputation skip 17 18 --reason "спам"'],
  takes: { ids: ids("<id...>"), reason: option("--reason <text>", "why; it is kept with the item", text) },
  async run(context, { ids, reason }) {
    return withCore(context, ({ decisions }) =>
      tellEach(context, ids, (id) => decisions.skip(id, context.actor, { reason })),
    );
  },
});
