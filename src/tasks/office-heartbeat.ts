import { z } from "zod";
import { defineTask, done } from "../queue/task.ts";
import type { Deps } from "./deps.ts";

/** Renews the agents' time and numbers, and sends them to the Office. */
export const officeHeartbeat = defineTask<Deps, Record<string, never>>({
  kind: "office_heartbeat",
  lane: "system",
  args: z.strictObject({}),
  retries: 0,
  retryDelayMs: 60_000,
  async run({ office }, _, context) {
    const agents = await context.write((tx) => office.heartbeat(tx));
    await office.push();
    return done({ status: "ok", success: true, agents });
  },
});
