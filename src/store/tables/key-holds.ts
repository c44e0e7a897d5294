/** Accounts whose key a marketplace refuses: their polls and sends wait until the key works or is replaced. */
import { z } from "zod";
import { ITEM_TYPES } from "../../domain/platform.ts";
import { type Reader, type Tx } from "../db.ts";
import { deleteMeta, setMeta } from "./meta.ts";

const form = z.object({
  account: z.string(),
  /** What the key may not do: the polls or the sends of one item type. Null: it may do nothing at all. */
  only: z.object({ itemType: z.enum(ITEM_TYPES), work: z.enum(["poll", "send"]) }).nullable(),
  /** Unix ms. */
  since: z.number(),
  /** The refusal, as an error says it. */
  code: z.string(),
  message: z.string(),
  /** The fingerprint of the key that was refused. */
  key: z.string(),
  /** From this time on (Unix ms) one request may find out whether the key works. */
  probe_at: z.number(),
});

export type KeyHold = z.infer<typeof form>;

const PREFIX = "key_hold:";

export function saveKeyHold(tx: Tx, hold: KeyHold): void {
  setMeta(tx, nameOf(hold), hold);
}

export function dropKeyHold(tx: Tx, hold: Pick<KeyHold, "account" | "only">): void {
  deleteMeta(tx, nameOf(hold));
}

/** All of them, by account. */
export function listKeyHolds(reader: Reader): KeyHold[] {
  return between(reader, PREFIX, "key_hold;");
}

/** Those of one account. */
export function keyHoldsOf(reader: Reader, account: string): KeyHold[] {
  return between(reader, `${PREFIX}${account}:`, `${PREFIX}${account};`);
}

const BETWEEN = `select value from meta where key >= ? and key < ? order by key`;

function between(reader: Reader, first: string, end: string): KeyHold[] {
  const values = reader.statement(BETWEEN).all(first, end) as { value: string }[];
  return values.flatMap(({ value }) => form.safeParse(JSON.parse(value)).data ?? []);
}

function nameOf({ account, only }: Pick<KeyHold, "account" | "only">): string {
  return `${PREFIX}${account}:${only === null ? "" : `${only.itemType}/${only.work}`}`;
}
