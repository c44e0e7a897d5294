/**
 * Moves an account with all its rows from one cell's database to another's. Each step is one transaction in one of them,
 * and can be made again: whoever was interrupted, wherever, moves the account again and goes on. The account works in the
 * one database until it is `frozen` there, in neither until it is `gone` from there, and only then in the other.
 */
import type { Clock } from "../../base/clock.ts";
import { InternalError, StateError } from "../../base/errors.ts";
import { addMonths, dayOf } from "../../domain/calendar.ts";
import type { Tx } from "../../store/db.ts";
import { clearAccount, clearItems, countAccount, type AccountCounts } from "../../store/moving/clear.ts";
import { copiedUpTo, copyAccount, copyItems, itemsOfAccount } from "../../store/moving/copy.ts";
import { forgetMove, moveOf, onTheirWay, stillOpen, takeStep, wakeAccount } from "../../store/tables/account-moves.ts";
import type { StillOpen } from "../../store/tables/account-moves.ts";
import { insertAudit } from "../../store/tables/audit.ts";
import { putBack } from "../sends.ts";
import { begin } from "./begin.ts";
import type { Move, Side } from "./side.ts";

export interface Moving extends Move {
  clock: Clock;
  /** How long work under way may take to end, ms. */
  patienceMs: number;
  /** Told after each transaction what has been done. */
  onStep?: ((step: string) => void) | undefined;
}

/** Few enough that the others who write are not held up. */
const AT_A_TIME = 50;
const LOOK_MS = 500;
/** How far back daily figures are kept, months; those of both sides are calculated anew. */
const FIGURES_MONTHS = 24;

/**
 * @returns how many rows of each kind have moved
 * @throws StateError `move.*` when the account cannot move; nothing has changed then
 * @throws InternalError `move.counts` when not all has arrived; the account then works nowhere
 */
export async function moveAccount(moving: Moving): Promise<AccountCounts> {
  const { account, from, to, clock, onStep } = moving;
  const move = await begin(moving, clock.now());
  onStep?.("both know of the move");
  if (stepOf(from, account) === "leaving") await freeze(moving);
  if (stepOf(from, account) === "frozen") {
    await copy(moving, move);
    requireAll(moving);
    await from.db.write((tx) => noted(tx, moving, "gone"));
    onStep?.("gone from the one");
  }
  const counts = countAccount(to.db, account);
  if (stepOf(to, account) === "arriving") {
    await to.db.write((tx) => noted(tx, moving, "here"));
    onStep?.("at work in the other");
  }
  while ((await from.db.write((tx) => clearItems(tx, account, AT_A_TIME, clock.now()))) > 0) onStep?.("items deleted");
  await from.db.write((tx) => left(tx, moving));
  onStep?.("deleted from the one");
  return counts;
}

function stepOf({ db }: Side, account: string): string | undefined {
  return moveOf(db, account)?.step;
}

/** Waits until nobody works for the account, and lets nobody change it from then on. */
async function freeze(moving: Moving): Promise<void> {
  const { account, from, clock, patienceMs, onStep } = moving;
  const until = clock.now() + patienceMs;
  for (;;) {
    const open = await from.db.write((tx) => tryToFreeze(tx, moving));
    if (!open) break;
    if (clock.now() >= until) return giveUp(moving, open);
    await clock.sleep(LOOK_MS);
  }
  onStep?.(`${account} rests`);
}

/** @returns what is still open, if anything is */
function tryToFreeze(tx: Tx, { account, clock }: Moving): StillOpen | undefined {
  const open = stillOpen(tx, account);
  if (open.running.length > 0 || open.sends.length > 0) return open;
  for (const id of onTheirWay(tx, account)) putBack(tx, { clock }, id);
  takeStep(tx, account, "frozen", clock.now());
  return undefined;
}

/** The account works on where it is, and still not in the other cell, whose note keeps it from that until the last. */
async function giveUp({ account, from, to, clock }: Moving, { running, sends }: StillOpen): Promise<never> {
  await from.db.write((tx) => forgetMove(tx, account));
  await to.db.write((tx) => takeStep(tx, account, "left", clock.now()));
  const jobs = running.map(({ id, kind }) => `job ${id} (${kind})`);
  const items = sends.map((id) => `the outcome of the send of item ${id}`);
  throw new StateError(`${account} does not come to rest: ${[...jobs, ...items].join(", ")}`, {
    code: "move.busy",
    hint: `Nothing has moved. The daemon of ${from.db.path} has to run to clear this up; then try again, with a longer --wait.`,
  });
}

async function copy({ account, from, to, onStep }: Moving, move: string): Promise<void> {
  const items = itemsOfAccount(from.db, account);
  const after = (id: number): number => {
    const at = items.findIndex((item) => item.id > id);
    return at < 0 ? items.length : at;
  };
  for (let at = after(copiedUpTo(to.db, move)); at < items.length; at = after(copiedUpTo(to.db, move))) {
    await to.db.write((tx) => {
      const next = after(copiedUpTo(tx, move));
      copyItems(from.db, tx, move, items.slice(next, next + AT_A_TIME));
    });
    onStep?.("items copied");
  }
  await to.db.write((tx) => copyAccount(from.db, tx, account));
  onStep?.("all copied");
}

/** Nothing is let go before all of it is in the other database. */
function requireAll({ account, from, to }: Moving): void {
  const [there, here] = [countAccount(from.db, account), countAccount(to.db, account)];
  const wrong = Object.keys(there).filter((table) => there[table] !== here[table]);
  if (wrong.length === 0) return;
  const list = wrong.map((table) => `${table}: ${here[table]} of ${there[table]}`).join(", ");
  throw new InternalError(`not everything of ${account} has arrived in ${to.db.path} (${list})`, {
    code: "move.counts",
    hint: "Nothing is deleted, and the account works nowhere. Please report this with both files.",
  });
}

function noted(tx: Tx, { account, from, to, actor, clock }: Moving, step: "gone" | "here"): void {
  const now = clock.now();
  takeStep(tx, account, step, now);
  const after = step === "gone" ? { account, to: to.db.path } : { account, from: from.db.path };
  insertAudit(tx, { actor, action: `move account: ${step}`, itemId: null, after }, now);
  if (step === "gone") return;
  countAnew(tx, to, now);
  // What waits for the account has waited long enough.
  wakeAccount(tx, account, now);
}

function left(tx: Tx, { account, from, clock }: Moving): void {
  const row = moveOf(tx, account);
  if (row?.step !== "gone") return;
  clearAccount(tx, account, clock.now());
  takeStep(tx, account, "left", clock.now());
  countAnew(tx, from, clock.now());
}

/** Daily figures do not know accounts: all days are counted again, with the items that there are now. */
function countAnew(tx: Tx, { enqueue, config }: Side, now: number): void {
  const to = dayOf(now, config.timezone);
  const from = addMonths(to, -FIGURES_MONTHS);
  enqueue(tx, "calculate_daily_analytics", { from, to }, { key: `calculate_daily_analytics:${from}..${to}` });
}
