/** The beginning of a move: both databases note it, so that from then on neither begins anything for the account. */
import { randomUUID } from "node:crypto";
import { StateError } from "../../base/errors.ts";
import type { Reader, Tx } from "../../store/db.ts";
import { beginMove, moveOf, stillOpen, type AccountMove } from "../../store/tables/account-moves.ts";
import { brandsOfAccount } from "../../store/views/account-work.ts";
import { countAccount } from "../../store/moving/clear.ts";
import type { Move } from "./side.ts";

/**
 * Notes the move in the database that is entered and then in the one that is left. Of a move that was begun before it only
 * finds the notes.
 * @returns the id of the move
 * @throws StateError `move.*` when the account cannot move, with nothing changed
 */
export async function begin(move: Move, now: number): Promise<string> {
  requireBrands(move);
  requireMovable(move.from.db, move);
  const id = await move.to.db.write((tx) => arrive(tx, move, now));
  await move.from.db.write((tx) => leave(tx, move, id, now));
  return id;
}

/** An item is answered in the name of its brand, so the cell that takes it has to know that brand. */
function requireBrands({ from, to, account }: Move): void {
  const known = new Set(to.config.brands.map(({ id }) => id));
  const missing = brandsOfAccount(from.db, account).filter((brand) => !known.has(brand));
  if (missing.length === 0) return;
  throw refused("brands", `the configuration of ${to.db.path} lacks the brands of ${account}: ${missing.join(", ")}`);
}

function arrive(tx: Tx, { account, from, to }: Move, now: number): string {
  const row = moveOf(tx, account);
  const other = from.db.path;
  if (row && (row.step === "arriving" || (row.step === "here" && isUnderWay(from.db, account, row.move)))) {
    if (row.other === other) return row.move;
    throw refused("elsewhere", `${account} is on its way from ${row.other} to ${to.db.path} already`);
  }
  if (row && row.step !== "left" && row.step !== "here") {
    throw refused("leaving", `${account} is on its way from ${to.db.path} to ${row.other}: end that move first`);
  }
  const counts = Object.entries(countAccount(tx, account)).filter(([, count]) => count > 0);
  if (counts.length > 0 || stillOpen(tx, account).running.length > 0) {
    const rows = counts.map(([table, count]) => `${count} in ${table}`).join(", ") || "a poll under way";
    throw refused("works", `${account} works in ${to.db.path} already (${rows})`);
  }
  const move = randomUUID();
  beginMove(tx, { account, move, step: "arriving", other }, now);
  return move;
}

/** Whether the database that is left has this move, and has not come to its end. */
function isUnderWay(from: Reader, account: string, move: string): boolean {
  const row = moveOf(from, account);
  return row?.move === move && row.step !== "here";
}

function leave(tx: Tx, move: Move, id: string, now: number): void {
  if (moveOf(tx, move.account)?.move === id) return;
  requireMovable(tx, move);
  beginMove(tx, { account: move.account, move: id, step: "leaving", other: move.to.db.path }, now);
}

/** The account works in the database that is left, or is on its way to the other one already. */
function requireMovable(reader: Reader, { account, from, to }: Move): void {
  const row = moveOf(reader, account);
  if (row?.other === to.db.path && moveOf(to.db, account)?.move === row.move && row.step !== "arriving") return;
  // The other database lost the move, with a backup that was put back, for example. Until `gone` all rows are still here.
  if (row?.other === to.db.path && (row.step === "leaving" || row.step === "frozen")) return;
  if (row && row.step !== "here") throw refused("elsewhere", inWords(row, from.db.path));
  if (!from.config.accounts.some(({ id }) => id === account) && isEmpty(reader, account)) {
    throw refused("unknown", `${from.db.path} knows no account ${account}`);
  }
}

function isEmpty(reader: Reader, account: string): boolean {
  return Object.values(countAccount(reader, account)).every((count) => count === 0);
}

function inWords({ account, step, other }: AccountMove, path: string): string {
  if (step === "left") return `${account} has left ${path} for ${other} already`;
  if (step === "arriving") return `${account} is on its way from ${other} to ${path}: end that move first`;
  return `${account} is on its way from ${path} to ${other} already`;
}

const HINTS = {
  brands: "Add them there: the items of the account are answered in their name.",
  elsewhere: "Run `reputation cells move` again with the two configurations of that move.",
  leaving: "Run `reputation cells move` again with the two configurations of that move.",
  works:
    "An account must not work in two cells: take it out of that configuration, and move it before it is added there.",
  unknown: "See: reputation config show",
};

export function refused(why: keyof typeof HINTS, message: string): StateError {
  return new StateError(message, { code: `move.${why}`, hint: HINTS[why] });
}
