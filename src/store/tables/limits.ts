/** How much of its marketplace's limits each account has used, for the next start and for other processes. */
import { z } from "zod";
import type { Reader, Tx } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

const form = z.object({ starts: z.array(z.number()), holds: z.record(z.string(), z.number()) });

/** Times are Unix ms: when requests were sent, and until when a bucket takes none. */
export type UsedLimit = z.infer<typeof form>;

/** What the account has used of its limits, as far as it is known. */
export function usedLimit(reader: Reader, account: string): UsedLimit {
  return getMeta(reader, `limit:${account}`, form) ?? { starts: [], holds: {} };
}

/** Applies `change` to what is stored of the account. */
export function updateLimit<T>(tx: Tx, account: string, change: (used: UsedLimit) => T): T {
  const used = usedLimit(tx, account);
  const result = change(used);
  setMeta(tx, `limit:${account}`, used);
  return result;
}
