/** Where each poll stands (watermark, last result, circuit breaker). */
import type { Selectable } from "kysely";
import { CLOSED, type Circuit } from "../../domain/circuit.ts";
import type { ItemType } from "../../domain/platform.ts";
import type { Failure } from "../../domain/job.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { PollingStateTable } from "../schema.ts";

export type PollingState = Selectable<PollingStateTable>;

interface Poll {
  account: string;
  itemType: ItemType;
}

export function pollingState(reader: Reader, { account, itemType }: Poll): PollingState | undefined {
  const query = q.selectFrom("polling_state").selectAll().where("account", "=", account);
  return reader.get(query.where("item_type", "=", itemType));
}

export function listPollingStates(reader: Reader): PollingState[] {
  return reader.all(q.selectFrom("polling_state").selectAll().orderBy("account").orderBy("item_type", "desc"));
}

export function circuitOf(state: PollingState | undefined): Circuit {
  if (!state) return CLOSED;
  return { consecutiveErrors: state.consecutive_errors, openUntil: state.circuit_open_until };
}

interface PollSuccess {
  /** Everything up to this time (Unix ms) has been read: the next poll starts here, minus the overlap. */
  watermark: number;
  fetched: number;
  /** Whether the poll read back over the whole look-back. */
  isDeep: boolean;
}

export function recordPollSuccess(tx: Tx, poll: Poll, { watermark, fetched, isDeep }: PollSuccess, now: number): void {
  const before = pollingState(tx, poll);
  const total = (before?.items_fetched_total ?? 0) + fetched;
  save(tx, poll, {
    watermark,
    first_read_at: before?.first_read_at ?? now,
    last_poll_at: now,
    last_poll_status: "success",
    last_poll_error: null,
    last_poll_error_code: null,
    items_fetched_total: total,
    items_fetched_last: fetched,
    consecutive_errors: 0,
    circuit_open_until: null,
    ...(isDeep && { deep_read_at: watermark }),
  });
}

type PollError = Pick<Failure, "code" | "message">;

/** Records a failed poll. The watermark stays, so the next poll reads again what this one missed. */
export function recordPollError(tx: Tx, poll: Poll, circuit: Circuit, error: PollError, now: number): void {
  save(tx, poll, {
    last_poll_at: now,
    last_poll_status: "error",
    last_poll_error: error.message,
    last_poll_error_code: error.code,
    consecutive_errors: circuit.consecutiveErrors,
    circuit_open_until: circuit.openUntil,
  });
}

/** Saves only the circuit breaker, for when something other than a poll learned how the marketplace is doing. */
export function saveCircuit(tx: Tx, poll: Poll, { consecutiveErrors, openUntil }: Circuit): void {
  save(tx, poll, { consecutive_errors: consecutiveErrors, circuit_open_until: openUntil });
}

function save(tx: Tx, { account, itemType }: Poll, set: Partial<Omit<PollingState, "account" | "item_type">>): void {
  const never = {
    watermark: null,
    first_read_at: null,
    last_poll_at: null,
    last_poll_status: null,
    deep_read_at: null,
  };
  const empty = { ...never, last_poll_error: null, last_poll_error_code: null };
  const zero = { items_fetched_total: 0, items_fetched_last: 0, consecutive_errors: 0, circuit_open_until: null };
  const insert = q.insertInto("polling_state").values({ account, item_type: itemType, ...empty, ...zero, ...set });
  tx.run(insert.onConflict((conflict) => conflict.columns(["account", "item_type"]).doUpdateSet(set)));
}
