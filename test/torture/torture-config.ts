import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";

/**
 * A configuration that polls, sends and retries all the time.
 * @param recheckMs after which time a state read back is final
 * @param more further settings, or others
 */
export function tortureConfig(sandbox: Sandbox, recheckMs: number, more: Record<string, unknown> = {}): string {
  const every = (seconds: number) => ({ cron: `*/${seconds} * * * * *`, missed: "once" });
  return sandboxConfig(sandbox, {
    database: "./reputation.db",
    ai: { provider: "offline" },
    log: { level: "warn" },
    poll: { overlap: "10s" },
    publish: { recheck_after: `${recheckMs}ms` },
    queue: { shutdown_grace: "5s", lanes: { poll: 6, ai: 4, publish: 4, system: 1 } },
    tasks: { send_response: { retry_delay: "1s" } },
    schedule: {
      ...Object.fromEntries(POLL_KINDS.map((kind) => [kind, every(kind.startsWith("poll_wb") ? 5 : 2)])),
      retry_failed_publish: every(3),
    },
    approval: {
      undo_window: "0s",
      daily_cap: 1_000_000,
      rules: [
        { name: "questions", when: { type: ["question"] }, then: "approve" },
        { name: "good reviews", when: { rating: { min: 4 } }, then: "approve" },
      ],
    },
    ...more,
  });
}
