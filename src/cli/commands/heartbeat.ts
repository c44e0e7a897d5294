import { command } from "../command.ts";
import { runPeriodic } from "../run-periodic.ts";

export const heartbeat = command({
  name: "heartbeat",
  summary: "Renews the agents' status for the Office dashboard.",
  examples: ["reputation heartbeat", "reputation heartbeat --json"],
  takes: {},
  async run(context) {
    return runPeriodic(context, "office_heartbeat", ({ agents }) => `${String(agents)} agents reported`);
  },
});
