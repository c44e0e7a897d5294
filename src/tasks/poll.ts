/** The six polls: read what is new at one account, store it with its analysis jobs, move the watermark. */
import { z } from "zod";
import { DAY_MS } from "../base/clock.ts";
import { certainAlarms } from "../ai/offline/alarms.ts";
import { storedWords } from "../domain/buyer-words.ts";
import { laneOf } from "../domain/lane.ts";
import type { ItemType, Platform } from "../domain/platform.ts";
import { jobKey, pollKind } from "../domain/job.ts";
import type { KeyUse } from "../domain/key-hold.ts";
import { urgency } from "../domain/urgency.ts";
import { ConfigError } from "../base/errors.ts";
import type { Marketplace, Page, PolledItem } from "../marketplaces/marketplace.ts";
import { failureOf } from "../queue/attempt.ts";
import { defineTask, done, isStopping, snooze, type Outcome, type Task, type TaskContext } from "../queue/task.ts";
import type { Tx } from "../store/db.ts";
import { insertItem, knownItem, requireItem, type Item, type ItemKey, type NewItem } from "../store/tables/items.ts";
import { circuitOf, pollingState, recordPollError, recordPollSuccess } from "../store/tables/polling-state.ts";
import type { KeyHold } from "../store/tables/key-holds.ts";
import { noteNotKept, saveQuarantined } from "../store/tables/quarantine.ts";
import { isStoreFault } from "../store/sqlite/store-error.ts";
import { tellOfDanger } from "../decisions/alerts.ts";
import { closeIfAnswered } from "../decisions/close.ts";
import { brandOfItem } from "../decisions/brand.ts";
import { learnOfStanding } from "../decisions/standing.ts";
import { noticeChange } from "../decisions/change.ts";
import { learnDetails } from "../decisions/learn-details.ts";
import { isIncomplete } from "../store/tables/unknown-details.ts";
import type { Deps } from "./deps.ts";
import { fingerprintOf, keyWait, noteKeyRefused, noteKeyWorks, takeKeyProbe } from "./key-hold.ts";
import { findMissing } from "./polling/find-missing.ts";
import { followUp } from "./polling/follow-up.ts";
import { lookUpAgain } from "./polling/look-up-again.ts";
import { lookAtKey } from "./polling/key-expiry.ts";
import { admit, countFailure, noteReturn } from "./polling/circuit-breaker.ts";
import { limitOutcome, waitForLimit } from "./polling/request-limit.ts";

interface Args {
  account: string;
}

interface Poll {
  account: string;
  platform: Platform;
  itemType: ItemType;
}

/** The result of the pages so far. `answered` counts new items that somebody had already answered. */
interface Tally {
  fetched: number;
  new: number;
  duplicates: number;
  answered: number;
  /** Known items that the buyer has changed since. */
  changed: number;
  /** All that could not be understood. */
  quarantined: number;
  /** How many of those are counted only. */
  not_kept: number;
}

/** The task that polls one item type of one platform. Each job polls one account. */
export function pollTask(platform: Platform, itemType: ItemType): Task<Deps, Args> {
  return defineTask({
    kind: pollKind(platform, itemType),
    lane: laneOf("poll", platform),
    args: z.strictObject({ account: z.string() }),
    retries: 3,
    retryDelayMs: 60_000,
    run: (deps, { account }, context) => run(deps, { account, platform, itemType }, context),
  });
}

async function run(deps: Deps, poll: Poll, context: TaskContext): Promise<Outcome> {
  const { clock } = deps;
  const marketplace = deps.marketplaces.get(poll.account);
  if (!marketplace) {
    throw new ConfigError(`account ${poll.account} is no longer in the configuration`, { code: "config.account" });
  }
  const wait = waitForLimit(deps, poll.account);
  if (wait) return wait;
  const about = { platform: poll.platform, item_type: poll.itemType };
  const use = { ...poll, work: "poll", key: fingerprintOf(deps, poll.account) } as const;
  const { hold, until } = await context.write((tx) => begin(tx, deps, use));
  if (hold) return snooze(hold.probe_at, `the key is refused: ${hold.message}; waiting spends no attempt`);
  if (until !== null) return done({ status: "circuit_open", ...about });

  void deps.office.push();
  try {
    const startedAt = clock.now();
    const reach = reachOf(deps, poll);
    const { listed, ...tally } = await readPages(deps, marketplace, poll, reach, context);
    if (reach.deep) await findMissing(deps, marketplace, { ...poll, since: reach.since, listed }, context);
    await lookUpAgain(deps, marketplace, poll, context);
    await followUp(deps, marketplace, { ...poll, listedSince: reach.since }, context);
    if (poll.itemType === "review") await lookAtKey(deps, poll.account, marketplace, context);
    return done({ status: "success", ...about, ...tally }, (tx) => {
      noteKeyWorks(tx, deps, use);
      const success = { watermark: startedAt, fetched: tally.fetched, isDeep: reach.deep };
      noteReturn(tx, deps, poll);
      recordPollSuccess(tx, poll, success, clock.now());
      deps.office.report(tx, poll.platform, { type: "idle" });
    });
  } catch (error) {
    // A stop or a full disk is not the marketplace's fault, and every other failure counts against the account.
    if (isStopping(context.signal) || isStoreFault(error)) throw error;
    const limited = limitOutcome(error, clock, (tx) => deps.office.report(tx, poll.platform, { type: "idle" }));
    if (limited) return limited;
    throw (await recordFailure(deps, use, error, context)) ?? error;
  } finally {
    void deps.office.push();
  }
}

/** A held key's polls wait; an open circuit's end at once, without their request; of any other the Office is told. */
function begin(tx: Tx, deps: Deps, use: KeyUse & Poll): { hold?: KeyHold | undefined; until: number | null } {
  const hold = keyWait(tx, deps, use);
  if (hold) return { hold, until: null };
  const until = admit(tx, deps, use);
  if (until !== null) return { until };
  takeKeyProbe(tx, deps, use);
  deps.office.report(tx, use.platform, { type: "polling", itemType: use.itemType });
  return { until };
}

/** @returns the error to throw instead when the key is refused; the circuit is for marketplaces that are away */
async function recordFailure(
  deps: Deps,
  poll: Poll & KeyUse,
  error: unknown,
  context: TaskContext,
): Promise<Error | undefined> {
  const failure = failureOf(error);
  return context.write((tx) => {
    const now = deps.clock.now();
    const refusal = noteKeyRefused(tx, deps, poll, error);
    const circuit = refusal ? circuitOf(pollingState(tx, poll)) : countFailure(tx, deps, poll);
    recordPollError(tx, poll, circuit, failure, now);
    deps.office.report(tx, poll.platform, { type: "error", message: failure.message });
    return refusal;
  });
}

async function readPages(
  deps: Deps,
  marketplace: Marketplace,
  poll: Poll,
  { since }: Reach,
  context: TaskContext,
): Promise<Tally & { listed: Set<string> }> {
  const listed = new Set<string>();
  const tally: Tally = { fetched: 0, new: 0, duplicates: 0, answered: 0, changed: 0, quarantined: 0, not_kept: 0 };
  const query = {
    itemType: poll.itemType,
    since,
    isKnown: (externalId: string) => knownItem(deps.db, keyOf(poll, externalId)) !== undefined,
    isIncomplete: (externalId: string) => isIncomplete(deps.db, keyOf(poll, externalId)),
  };
  for await (const page of marketplace.list(query, context.signal)) {
    for (const part of partsOf(page)) {
      const counts = await context.write((tx) => savePart(tx, deps, poll, part));
      for (const name of COUNTS) tally[name] += counts[name];
    }
    // After a first start or a long outage this line shows in the log that the poll is making progress.
    if (tally.fetched > 0) context.log.info({ fetched: tally.fetched, new: tally.new }, "still reading");
    for (const { externalId } of page.items) listed.add(externalId);
    tally.fetched += page.items.length;
    tally.quarantined += page.quarantined.length + (page.notKept ?? 0);
    tally.not_kept += page.notKept ?? 0;
    if (tally.not_kept > 0) await context.write((tx) => noteNotKept(tx, poll, tally.not_kept, deps.clock.now()));
  }
  return { ...tally, listed };
}

/**
 * Starts at the watermark minus the overlap. The first poll, and then one a day, reads the whole look-back: it sees
 * changes in older items (the text, an answer in the cabinet) and catches up on anything that was missed.
 */
function reachOf({ db, clock, config }: Deps, poll: Poll): Reach {
  const { watermark, deep_read_at } = pollingState(db, poll) ?? { watermark: null, deep_read_at: null };
  const now = clock.now();
  if (watermark !== null && Math.abs(now - (deep_read_at ?? 0)) < DAY_MS) {
    return { since: watermark - config.poll.overlap, deep: false };
  }
  const since = now - config.poll.lookback;
  return { since: watermark === null ? since : Math.min(since, watermark - config.poll.overlap), deep: true };
}

/** The time from which a poll reads, Unix ms; `deep` means that it reads the whole look-back. */
interface Reach {
  since: number;
  deep: boolean;
}

const COUNTS = ["new", "duplicates", "answered", "changed", "not_kept"] as const;
type Counts = Pick<Tally, (typeof COUNTS)[number]>;

/** A transaction stops the process for its time, so a long page is stored in parts. */
const ITEMS_AT_A_TIME = 250;

function* partsOf({ items, quarantined }: Page): Generator<Page> {
  yield { items: items.slice(0, ITEMS_AT_A_TIME), quarantined };
  for (let at = ITEMS_AT_A_TIME; at < items.length; at += ITEMS_AT_A_TIME)
    yield { items: items.slice(at, at + ITEMS_AT_A_TIME), quarantined: [] };
}

/** One transaction: new items with their analysis jobs, and items that somebody has answered meanwhile. */
function savePart(tx: Tx, deps: Deps, poll: Poll, page: Page): Counts {
  const now = deps.clock.now();
  const counts: Counts = { new: 0, duplicates: 0, answered: 0, changed: 0, not_kept: 0 };
  for (const quarantined of page.quarantined) if (!saveQuarantined(tx, poll, quarantined, now)) counts.not_kept++;
  for (const polled of page.items) {
    const known = knownItem(tx, keyOf(poll, polled.externalId));
    if (known) {
      counts.duplicates++;
      if (known.status !== null) learnOfKnown(tx, deps, { id: known.id, status: known.status }, polled, counts);
    } else if (polled.answer && polled.answer.moderation !== "rejected") {
      counts.answered++;
    } else {
      const id = insertItem(tx, newItem(deps, poll, polled), now);
      deps.enqueue(tx, "analyze_item", { item_id: id }, { key: jobKey("analyze_item", id), itemId: id });
      // Before anything waits for an LLM that may be away.
      tellOfDanger(tx, deps, id, certainAlarms);
      counts.new++;
    }
  }
  return counts;
}

/** Somebody has answered in the cabinet, or the buyer has changed the text, while the item waited here. */
function learnOfKnown(
  tx: Tx,
  deps: Deps,
  known: Pick<Item, "id" | "status">,
  polled: PolledItem,
  counts: Counts,
): void {
  const { answer } = polled;
  if (answer && known.status !== "published") closeIfAnswered(tx, deps, known, answer);
  if (noticeChange(tx, deps, known.id, polled)) counts.changed++;
  else if (answer && known.status === "published") {
    learnOfStanding(tx, deps, requireItem(tx, known.id), { status: "answered", answer, buyer: null });
  }
  learnDetails(tx, deps, known.id, polled);
}

/** No buyer writes in days to come; our clock may be a day behind. */
const LATEST_MS = 2 * DAY_MS;

/** When the buyer wrote: a time that cannot be true would keep the item on top of lists, never late and never old. */
function writtenAt({ createdAt }: PolledItem, now: number): number {
  return createdAt > now + LATEST_MS ? now : createdAt;
}

function newItem({ config, clock }: Deps, { account, platform }: Poll, polled: PolledItem): NewItem {
  const { itemType } = polled;
  const words = storedWords(polled);
  const brand = brandOfItem(config, account, polled);
  return {
    account,
    platform,
    itemType,
    ...words,
    externalId: polled.externalId,
    sku: polled.sku,
    productName: polled.productName,
    brandId: brand.id,
    brandKnown: brand.known,
    clientName: polled.clientName,
    photos: polled.photos,
    orderCancelled: polled.orderCancelled,
    orderStatus: polled.orderStatus ?? null,
    details: polled.details ?? {},
    priority: urgency({ itemType, rating: words.rating, analysis: null }),
    incomplete: polled.incomplete ?? false,
    raw: polled.raw,
    createdAt: writtenAt(polled, clock.now()),
  };
}

function keyOf({ account, itemType }: Poll, externalId: string): ItemKey {
  return { account, itemType, externalId };
}
