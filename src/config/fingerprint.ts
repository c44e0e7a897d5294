import { createHash } from "node:crypto";
import type { AccountConfig } from "./schema.ts";

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
