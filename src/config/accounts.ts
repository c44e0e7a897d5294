import type { AccountConfig } from "./schema.ts";

/** By the list itself, which is replaced as a whole with another configuration. */
const indexes = new WeakMap<readonly AccountConfig[], ReadonlyMap<string, AccountConfig>>();

/** The account of this id, found without reading the list each time: a poll asks, and there may be very many accounts. */
export function accountById(accounts: readonly AccountConfig[], id: string): AccountConfig | undefined {
  const index = indexes.get(accounts) ?? new Map(accounts.map((account) => [account.id, account]));
  indexes.set(accounts, index);
  return index.get(id);
}
