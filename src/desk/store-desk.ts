import { DAY_MS, type Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Db } from "../store/db.ts";
import { listSchedules } from "../store/tables/schedules.ts";
import { failureGroups } from "../store/views/failures.ts";
import { brandChanges } from "../store/views/item-changes.ts";
import { textsOf } from "../texts/texts.ts";
import { backupState } from "./backups.ts";
import type { Desk } from "./desk.ts";
import { createInbox, unsentEntries } from "./inbox.ts";
import { obstaclesOf } from "./hold-reason.ts";
import { itemPage } from "./item-page.ts";
import { journalRows } from "./journal.ts";
import { overviewOf, statusPage } from "./overview.ts";
import { accountPages, type AccountPage, jobPage, leftUndone, occurrencesOf, queuePage } from "./work.ts";

export interface StoreDeskParts {
  db: Db;
  clock: Clock;
  config: Config;
}

/** The desk of this process, directly on the database. It only reads. */
export function createStoreDesk({ db, clock, config }: StoreDeskParts): Desk {
  const around = { clock, config };
  const accounts = recentAccounts({ db, clock, config });
  const inbox = createInbox(db, () => textsOf(config.locale).items);
  return {
    inbox,
    unsent: (query) => unsentEntries(db, query),
    item: async (id) => itemPage(db, id, around),
    obstacles: async () => obstaclesOf(db, clock.now()),
    overview: () => overviewOf(db, around),
    status: async () => statusPage(db, around),
    queue: async (limit) => queuePage(db, limit),
    job: async (id) => jobPage(db, id),
    failures: async () => failureGroups(db, clock.now() - DAY_MS),
    leftUndone: async (latest) => leftUndone(db, clock.now() - DAY_MS, latest),
    schedules: async () => listSchedules(db),
    occurrences: async (schedule, count) => occurrencesOf(db, clock, schedule, count),
    accounts: async () => accounts(),
    changes: async (since) => brandChanges(db, since),
    journal: async (query) => journalRows(db, query),
    backup: () => backupState(config, clock),
    version: async () => db.version(),
  };
}

/** Of so many accounts the pages are put together anew at once; of more only as often as takes a twentieth of the time. */
const FEW = 1000;
const REST = 20;

/** Every page of the program shows how the accounts are in its head, and of twenty thousand that takes half a second. */
function recentAccounts({ db, clock, config }: StoreDeskParts): () => AccountPage[] {
  let known: { pages: AccountPage[]; at: number; tookMs: number } | undefined;
  return () => {
    const at = clock.now();
    const isRecent = known !== undefined && at >= known.at && at - known.at < known.tookMs * REST;
    if (known && isRecent && config.accounts.length > FEW) return known.pages;
    const pages = accountPages(db, config, at);
    known = { pages, at, tookMs: clock.now() - at };
    return pages;
  };
}
