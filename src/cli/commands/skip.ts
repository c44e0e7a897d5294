import { command } from "../command.ts";
import { decideEach } from "../decide-each.ts";
import { ids } from "../parameters.ts";

export const skip = command({
  name: "skip",
  summary: "Leaves items without an answer.",
  examples: ["reputation skip 17", "reputation skip 17 18"],
  takes: { ids: ids("<id...>") },
  async run(context, { ids }) {
    return decideEach(context, "skip", ids);
  },
});
