/** How much of its marketplace's limits each account has used, for the next start and for other processes. */
import { z } from "zod";
import type { Tx } from "./db.ts";
import { getMeta, setMeta } from "./meta.ts";

const form = z.object({ starts: z.array(z.number()), holds: z.record(z.string(), z.number()) });

/** Times are Unix ms: when requests were sent, and until when a bucket takes none. */
export type UsedLimit = z.infer<typeof form>;

/** Applies `change` to what is stored of the account. */
export function updateLimit<T>(tx: Tx, account: string, change: (used: UsedLimit) => T): T {
  const key = `limit:${account}`;
  const used = getMeta(tx, key, form) ?? { starts: [], holds: {} };
  const result = change(used);
  setMeta(tx, key, used);
  return result;
}
