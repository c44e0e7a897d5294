/** What decides in which order the jobs of items are done. */
import { DAY_MS } from "../../base/clock.ts";
import type { Ranked } from "../../domain/job-priority.ts";
import type { Platform } from "../../domain/platform.ts";
import type { Reader } from "../db.ts";

/** What is younger than this when an account is first read comes before what is older. */
const FRESH_MS = 14 * DAY_MS;
const RANKED = `
select platform, item_type as itemType, priority, created_at as createdAt, fetched_at as fetchedAt, account
from items where id = ?`;
const FIRST_READ = `select first_read_at from polling_state where account = ? and item_type = ?`;
type RankedRow = Omit<Ranked, "isOldBacklog"> & { platform: Platform; fetchedAt: number; account: string };

/** What decides where the jobs of a live item wait. */
export function rankedItem(reader: Reader, id: number): (Ranked & { platform: Platform }) | undefined {
  const row = reader.statement(RANKED).get(id) as RankedRow | undefined;
  if (!row) return undefined;
  const { platform, itemType, priority, createdAt } = row;
  return { platform, itemType, priority, createdAt, isOldBacklog: isOldBacklog(reader, row) };
}

function isOldBacklog(reader: Reader, { account, itemType, createdAt, fetchedAt }: RankedRow): boolean {
  // Nearly every item is fresh when it is read, and then nobody asks when the account was first read.
  if (createdAt >= fetchedAt - FRESH_MS) return false;
  const firstReadAt = reader.statement(FIRST_READ).pluck().get(account, itemType) as number | null | undefined;
  return fetchedAt <= (firstReadAt ?? fetchedAt);
}
