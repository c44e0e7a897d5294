/** Reminds whoever was handed an item that nobody has decided on since. */
import { z } from "zod";
import { tellOfHandOn } from "../../decisions/alerts.ts";
import { defineTask, done } from "../../queue/task.ts";
import { itemById } from "../../store/tables/items.ts";
import type { Deps } from "../deps.ts";

/** The decision, and another handing on, take this job away. */
export const remindHandedOn = defineTask<Deps, { item_id: number; by: string }>({
  kind: "remind_handed_on",
  lane: "alerts",
  args: z.strictObject({ item_id: z.int(), by: z.string() }),
  retries: 3,
  retryDelayMs: 60_000,
  run(deps, { item_id, by }) {
    return Promise.resolve(
      done({ status: "reminded", item_id }, (tx) => {
        const item = itemById(tx, item_id);
        if (item?.status === "escalated") tellOfHandOn(tx, deps, item, { by, again: true });
      }),
    );
  },
});
