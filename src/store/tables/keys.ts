/** What the marketplaces reported about the accounts' keys, checked once a day. */
import { z } from "zod";
import { q, type Reader, type Tx } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

const form = z.object({
  /** Unix ms. */
  checked_at: z.number(),
  /** Unix ms; null when the key does not expire or the marketplace does not tell. */
  expires_at: z.number().nullable(),
  warnings: z.array(z.string()),
});

export type KeyState = z.infer<typeof form> & { account: string };

const PREFIX = "key:";

export function saveKey(tx: Tx, { account, ...state }: KeyState): void {
  setMeta(tx, PREFIX + account, state);
}

/** What is known of one account's key; undefined when it was never checked. */
export function keyOf(reader: Reader, account: string): Omit<KeyState, "account"> | undefined {
  return getMeta(reader, PREFIX + account, form);
}

/** The keys by account; an account that was never checked has no entry. */
export function listKeys(reader: Reader): KeyState[] {
  const query = q.selectFrom("meta").selectAll().where("key", ">=", PREFIX).where("key", "<", "key;").orderBy("key");
  return reader.all(query).flatMap(({ key, value }) => {
    const state = form.safeParse(JSON.parse(value));
    return state.success ? [{ account: key.slice(PREFIX.length), ...state.data }] : [];
  });
}
