import { command } from "../command.ts";
import { decideEach } from "../decide-each.ts";
import { ids } from "../parameters.ts";

export const retry = command({
  name: "retry",
  summary: "Lets items that failed start again.",
  examples: ["reputation retry 17", "reputation inbox --status error --json | jq -r '.[].id' | reputation retry -"],
  takes: { ids: ids("<id...>") },
  async run(context, { ids }) {
    return decideEach(context, "retry", ids);
  },
});
