/** Accounts that move, or have moved, between this database and another: who may work for them. */
import { basename } from "node:path";
import type { Reader, Tx } from "../db.ts";
import type { AccountMovesTable, MoveStep } from "../schema-moves.ts";

export type AccountMove = AccountMovesTable;

export function moveOf(reader: Reader, account: string): AccountMove | undefined {
  return reader.statement("select * from account_moves where account = ?").get(account) as AccountMove | undefined;
}

/** Begins a move, in the place of whatever move there was before. */
export function beginMove(tx: Tx, move: Pick<AccountMove, "account" | "move" | "step" | "other">, now: number): void {
  tx.statement(`insert or replace into account_moves (account, move, step, other, begun_at, changed_at)
    values (@account, @move, @step, @other, @now, @now)`).run({ ...move, now });
}

export function takeStep(tx: Tx, account: string, step: MoveStep, now: number): void {
  tx.statement("update account_moves set step = ?, changed_at = ? where account = ?").run(step, now, account);
}

/** Forgets a move that has not begun to copy. */
export function forgetMove(tx: Tx, account: string): void {
  tx.statement("delete from account_moves where account = ?").run(account);
}

/** A job of an account that must not be worked for here, or not now. */
export interface MoveHold {
  /** When it is looked at again, Unix ms. */
  until: number;
  reason: string;
}

interface Held extends Pick<AccountMove, "account" | "step" | "other"> {
  open: number;
}

// An open send is cleared up here, by the one who has made it: it began before the move.
const HELD = `
select m.account, m.step, m.other, exists (select 1 from publish_attempts a
    where a.item_id = @item and a.outcome in ('intent', 'unknown') and a.resolution is null) as open
from account_moves m
where m.step <> 'here' and m.account = coalesce(@account, (select account from items where id = @item))`;

const WHILE_MOVING_MS = 10_000;
const AFTERWARDS_MS = 300_000;

/** Why a job waits: its account is being moved, or has been moved away; undefined when it does not wait. */
export function heldByMove(
  reader: Reader,
  job: { kind: string; account: string | null; item_id: number | null },
  now: number,
): MoveHold | undefined {
  if (job.account === null && job.item_id === null) return undefined;
  const held = reader.statement(HELD).get({ account: job.account, item: job.item_id }) as Held | undefined;
  if (!held || (held.step === "leaving" && job.kind === "send_response" && held.open === 1)) return undefined;
  const { account, step } = held;
  if (step === "gone" || step === "left") {
    const reason = `account ${account} has moved to ${basename(held.other)}: take it out of this configuration`;
    return { until: now + AFTERWARDS_MS, reason };
  }
  const reason = `account ${account} is being moved: if \`reputation cells move\` was interrupted, run it again`;
  return { until: now + WHILE_MOVING_MS, reason };
}

/** Whether nobody may decide on the item, because it is being copied into another database, or has just been. */
export function isItemFrozen(reader: Reader, id: number): boolean {
  const sql = `select 1 from account_moves where step in ('frozen', 'gone', 'arriving')
    and account = (select account from items where id = ?)`;
  return reader.statement(sql).get(id) !== undefined;
}

/** What must end before an account's rows can be copied. */
export interface StillOpen {
  /** Jobs that a process is running for it. */
  running: { id: number; kind: string }[];
  /** Items with a send whose outcome is not known. */
  sends: number[];
}

const RUNNING = `select id, kind from jobs where state = 'running' and (account = @account
  or item_id in (select id from items where account = @account)) order by id`;
const SENDS = `select distinct item_id from publish_attempts
  where outcome in ('intent', 'unknown') and resolution is null
  and item_id in (select id from items where account = ?) order by item_id`;

export function stillOpen(reader: Reader, account: string): StillOpen {
  return {
    running: reader.statement(RUNNING).all({ account }) as StillOpen["running"],
    sends: reader.statement(SENDS).pluck().all(account) as number[],
  };
}

/** Items of the account that a process left on their way out before anything was sent. */
export function onTheirWay(reader: Reader, account: string): number[] {
  const sql = "select id from items where account = ? and status = 'publishing' order by id";
  return reader.statement(sql).pluck().all(account) as number[];
}

/** Makes the polls due now that have waited for the account to arrive. */
export function wakeAccount(tx: Tx, account: string, now: number): void {
  const sql = "update jobs set state = 'ready', run_at = @now where state = 'scheduled' and account = @account";
  if (tx.statement(sql).run({ account, now }).changes > 0) tx.jobsChanged();
}
