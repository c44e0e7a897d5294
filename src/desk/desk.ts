/**
 * What a person sees on any surface: command line, screens, web page or messenger. Every method returns plain data as a
 * promise, so that a desk can be reached over a network. Times are Unix milliseconds, UTC.
 */
import type { FailureGroup } from "../store/views/failures.ts";
import type { BrandChange } from "../store/views/item-changes.ts";
import type { Schedule } from "../store/tables/schedules.ts";
import type { BackupState } from "./backups.ts";
import type { Obstacle } from "./hold-reason.ts";
import type { Inbox, InboxEntry, InboxQuery, UnsentQuery } from "./inbox.ts";
import type { ItemPage } from "./item-page.ts";
import type { JournalQuery, JournalRow } from "./journal.ts";
import type { Overview, StatusPage } from "./overview.ts";
import type { AccountPage, JobPage, QueuePage } from "./work.ts";

export interface Desk {
  /** The items that wait for a person (`WAITS_FOR_PERSON`), most urgent first, then oldest first, with their number. */
  inbox(query: InboxQuery): Promise<Inbox>;
  /**
   * Approved answers that are not published because sending has failed or is being retried; in the order of the inbox.
   */
  unsent(query: UnsentQuery): Promise<InboxEntry[]>;
  /**
   * Everything about one item, also about an archived one.
   * @throws RefusedDecision `item.unknown`
   */
  item(id: number): Promise<ItemPage>;
  /** What keeps all approved answers from being sent. */
  obstacles(): Promise<Obstacle[]>;
  /** A summary of everything. It costs the same however much history there is. */
  overview(): Promise<Overview>;
  /** A summary of everything in exact numbers; it reads all items. */
  status(): Promise<StatusPage>;
  /** The running, due, scheduled and failed jobs; at most `limit` of each. */
  queue(limit: number): Promise<QueuePage>;
  /** @throws RefusedDecision `job.unknown` */
  job(id: number): Promise<JobPage>;
  /** The jobs that failed in the last 24 hours, by code and account. */
  failures(): Promise<FailureGroup[]>;
  /** Of groups of failures, given by their latest jobs: the last job of each task that still has to be done. */
  leftUndone(latest: readonly number[]): Promise<number[]>;
  schedules(): Promise<Schedule[]>;
  /** The next times of a schedule; empty when there is no such schedule. */
  occurrences(schedule: string, count: number): Promise<number[]>;
  /** Each configured account with its polls, its key and the used part of its limits. */
  accounts(): Promise<AccountPage[]>;
  /** The brands with items that have come to a person, or have been decided, at or after `since`. */
  changes(since: number): Promise<BrandChange[]>;
  /** What was done by whom, newest first. */
  journal(query: JournalQuery): Promise<JournalRow[]>;
  /** The newest copy of the database; null when nothing can be known of it. */
  backup(): Promise<BackupState | null>;
  /** A number that changes whenever something was committed; NaN when it cannot be read. */
  version(): Promise<number>;
}
