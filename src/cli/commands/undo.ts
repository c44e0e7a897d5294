import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { tellEach } from "../decide-each.ts";
import { ids } from "../parameters.ts";

export const undo = command({
  name: "undo",
  summary: "Takes back an approval, a skip or an escalation, as long as nothing was sent.",
  examples: ["reputation undo 17", "reputation undo 17 18"],
  takes: { ids: ids("<id...>") },
  async run(context, { ids }) {
    return withCore(context, ({ decisions }) => tellEach(context, ids, (id) => decisions.undo(id, context.actor)));
  },
});
