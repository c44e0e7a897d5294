/**
 * What a person sees, whatever the surface: command line, screens, web page, messenger. All of it is data and all of it
 * is promised, so that a desk may stand on the other side of a network. Times are Unix milliseconds, UTC.
 */
import type { FailureGroup } from "../store/views/failures.ts";
import type { Schedule } from "../store/tables/schedules.ts";
import type { Obstacle } from "./hold-reason.ts";
import type { Inbox, InboxEntry, InboxQuery, UnsentQuery } from "./inbox.ts";
import type { ItemPage } from "./item-page.ts";
import type { Overview, StatusPage } from "./overview.ts";
import type { AccountPage, JobPage, QueuePage } from "./work.ts";

export interface Desk {
  /** What waits for a person (`WAITS_FOR_PERSON`), most urgent first, then oldest first, with how many there are. */
  inbox(query: InboxQuery): Promise<Inbox>;
  /** Approved answers that do not get out: the sending has failed, or goes on after an error. In the same order. */
  unsent(query: UnsentQuery): Promise<InboxEntry[]>;
  /**
   * Everything about one item, also about an archived one.
   * @throws RefusedDecision `item.unknown`
   */
  item(id: number): Promise<ItemPage>;
  /** What keeps every approved answer from going out. */
  obstacles(): Promise<Obstacle[]>;
  /** How everything stands. Costs the same whatever history lies around. */
  overview(): Promise<Overview>;
  /** How everything stands, each number exact: it walks all items. */
  status(): Promise<StatusPage>;
  /** Jobs that run, are due, come later and have failed; at most `limit` of each. */
  queue(limit: number): Promise<QueuePage>;
  /** @throws RefusedDecision `job.unknown` */
  job(id: number): Promise<JobPage>;
  /** The jobs that failed in the last 24 hours, by code and account. */
  failures(): Promise<FailureGroup[]>;
  /** Of these groups of failures, by their latest jobs: the last job of each work that is still to be done. */
  leftUndone(latest: readonly number[]): Promise<number[]>;
  schedules(): Promise<Schedule[]>;
  /** The next times of a schedule; none when there is no such schedule. */
  occurrences(schedule: string, count: number): Promise<number[]>;
  /** Each configured account: its polls, its key, what it has used of its limits. */
  accounts(): Promise<AccountPage[]>;
  /** Another number whenever something was committed; NaN when it cannot be told. */
  version(): Promise<number>;
}
