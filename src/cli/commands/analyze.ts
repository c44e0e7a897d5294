import { command } from "../command.ts";
import { ids } from "../parameters.ts";
import { runItemTasks } from "../run-item-tasks.ts";

export const analyze = command({
  name: "analyze",
  summary: "Analyses items now.",
  examples: ["reputation analyze 17", "reputation inbox --status new --json | jq -r '.[].id' | reputation analyze -"],
  takes: { ids: ids("<id...>") },
  async run(context, { ids }) {
    return runItemTasks(context, "analyze_item", ids);
  },
});
