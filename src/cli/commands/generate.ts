import { command } from "../command.ts";
import { ids } from "../parameters.ts";
import { runItemTasks } from "../run-item-tasks.ts";

export const generate = command({
  name: "generate",
  summary: "Drafts answers to analysed items now.",
  examples: ["reputation generate 17", "reputation generate 17 18 19"],
  takes: { ids: ids("<id...>") },
  async run(context, { ids }) {
    return runItemTasks(context, "generate_response", ids);
  },
});
