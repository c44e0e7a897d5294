/** Remembers how much of its marketplace's limits each account has used, for the next start and for other processes. */
import { z } from "zod";
import type { Db, Reader } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

const form = z.object({
  starts: z.array(z.number()),
  holds: z.record(z.string(), z.number()),
  // Earlier versions did not note it.
  heldAt: z.record(z.string(), z.number()).optional(),
});

/** When requests were sent, until when each bucket takes none, and when that was said. Times are Unix ms. */
export type UsedLimit = z.infer<typeof form>;

/** The account's known use of its limits. */
export function usedLimit(reader: Reader, account: string): UsedLimit {
  return getMeta(reader, `limit:${account}`, form) ?? { starts: [], holds: {} };
}

/**
 * The account's use of its limits. It is stored so that limits hold across a restart and for commands beside the
 * daemon.
 */
export function limitOf(account: string, db: Db) {
  return {
    /** Changes the stored use in one transaction. */
    update: <T>(change: (used: UsedLimit) => T): Promise<T> =>
      db.write((tx) => {
        const used = usedLimit(tx, account);
        const result = change(used);
        setMeta(tx, `limit:${account}`, used);
        return result as T extends Promise<unknown> ? never : T;
      }),
  };
}
