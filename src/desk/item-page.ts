import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { jobKey } from "../domain/job.ts";
import type { Reader } from "../store/db.ts";
import { requireItemFile, type ItemFile } from "../store/tables/archive.ts";
import { liveJob } from "../store/tables/jobs.ts";
import { unsentReason, type Unsent } from "./hold-reason.ts";

/** Everything about one item. */
export interface ItemPage extends ItemFile {
  /** Whether another draft has been requested and is not there yet. */
  isRedrafting: boolean;
  /** Why the approved answer is not published; null when nothing holds it back. */
  unsent: Unsent | null;
}

/** @throws RefusedDecision `item.unknown` when there is no such item, live or archived */
export function itemPage(db: Reader, id: number, around: { clock: Clock; config: Config }): ItemPage {
  const file = requireItemFile(db, id);
  return {
    ...file,
    isRedrafting: liveJob(db, jobKey("regenerate_response", id)) !== undefined,
    unsent: file.archivedAt === null ? unsentReason(db, file.item, file.response, around) : null,
  };
}
