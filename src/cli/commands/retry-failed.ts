import { command } from "../command.ts";
import { runPeriodic } from "../run-periodic.ts";

export const retryFailed = command({
  name: "retry-failed",
  summary: "Takes up again the answers that could not be published.",
  examples: ["reputation retry-failed", "reputation retry-failed --json"],
  takes: {},
  async run(context) {
    return runPeriodic(
      context,
      "retry_failed_publish",
      ({ retried }) => `${String(retried)} answers will be sent again`,
    );
  },
});
