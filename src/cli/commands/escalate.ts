import { command } from "../command.ts";
import { decideEach } from "../decide-each.ts";
import { ids } from "../parameters.ts";

export const escalate = command({
  name: "escalate",
  summary: "Hands items to somebody else: they leave the inbox and wait.",
  examples: ["reputation escalate 17", "reputation inbox --status escalated"],
  takes: { ids: ids("<id...>") },
  async run(context, { ids }) {
    return decideEach(context, "escalate", ids);
  },
});
