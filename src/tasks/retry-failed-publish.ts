import { z } from "zod";
import { resumeSends, retryFailedSends } from "../decisions/sends.ts";
import { defineTask, done } from "../queue/task.ts";
import type { Deps } from "./deps.ts";

/** Queues failed answers for publishing again until their failures reach the limit. */
export const retryFailedPublish = defineTask<Deps, Record<string, never>>({
  kind: "retry_failed_publish",
  lane: "system",
  args: z.strictObject({}),
  retries: 0,
  retryDelayMs: 60_000,
  async run(deps, _, context) {
    const retried = await context.write((tx) => {
      const taken = retryFailedSends(tx, deps);
      resumeSends(tx, deps);
      return taken;
    });
    return done({ status: "ok", retried });
  },
});
