import { z } from "zod";
import { jobKey } from "../domain/job.ts";
import { MAX_PUBLISH_RETRIES } from "../domain/response.ts";
import { defineTask, done } from "../queue/task.ts";
import { failedResponses, markApprovedAgain } from "../store/tables/responses.ts";
import type { Deps } from "./deps.ts";
import { resumeSends } from "./send-response.ts";

/** Takes up again what could not be published, until its failures reach the limit. */
export const retryFailedPublish = defineTask<Deps, Record<string, never>>({
  kind: "retry_failed_publish",
  lane: "system",
  args: z.strictObject({}),
  retries: 0,
  retryDelayMs: 60_000,
  async run({ clock, enqueue }, _, context) {
    const retried = await context.write((tx) => {
      const items = failedResponses(tx, MAX_PUBLISH_RETRIES);
      for (const id of items) {
        markApprovedAgain(tx, id, clock.now());
        enqueue(tx, "send_response", { item_id: id }, { key: jobKey("send_response", id), itemId: id });
      }
      resumeSends(tx, enqueue);
      return items.length;
    });
    return done({ status: "ok", retried });
  },
});
