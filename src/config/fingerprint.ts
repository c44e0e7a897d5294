import { createHash } from "node:crypto";
import type { AccountConfig, Config } from "./schema.ts";

/** Tells one key of an account from another without keeping it: equal keys have equal fingerprints. */
export function keyFingerprint(account: AccountConfig): string {
  const parts =
    account.platform === "wb"
      ? [account.token]
      : account.platform === "ozon"
        ? [account.client_id, account.api_key]
        : [account.business_id, account.api_key];
  const place = [account.platform, account.id, account.base_url ?? ""];
  return createHash("sha256")
    .update(JSON.stringify([...place, ...parts]))
    .digest("hex")
    .slice(0, 16);
}

/** Tells one way to an LLM from another without keeping its key; what does not decide whether it answers is left out. */
export function aiFingerprint({
  daily_budget: _budget,
  price: _price,
  stand_in_after: _after,
  judge: _judge,
  ...way
}: Config["ai"]): string {
  const fallback = way.fallback && { ...way.fallback, price: undefined };
  return createHash("sha256")
    .update(JSON.stringify({ ...way, fallback }))
    .digest("hex")
    .slice(0, 16);
}
