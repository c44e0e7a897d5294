import { randomUUID } from "node:crypto";
import type { StateError } from "../base/errors.ts";
import { dropLease, keepLease, ownerOf, takeLease } from "../queue/owner.ts";
import type { Tx } from "../store/db.ts";
import { openFence, type FenceParts } from "./open-fence.ts";

/**
 * Makes this process the only one that works on a file, and on the copies of it, as a hub has to be.
 * @param onLost called when another one has taken the file, or a copy of it: then with what says so
 * @throws StateError `daemon.running`, `standby.superseded`, `standby.unknown_place`
 */
export async function holdFile(parts: FenceParts, onLost: (superseded?: StateError) => void) {
  const { db, clock } = parts;
  const owner = ownerOf("daemon", randomUUID().slice(0, 8));
  await db.write((tx) => takeLease(tx, owner, clock.now()));
  const fence = await openFence(parts, onLost);
  let rescue = (_tx: Tx): void => undefined;
  const lease = keepLease(db, owner, clock, { onRenew: (tx) => rescue(tx), onLost });
  return {
    fence,
    owner,
    /** At each sign of life the jobs of processes that died are given back. */
    rescues(how: (tx: Tx) => void): void {
      rescue = how;
    },
    async release(): Promise<void> {
      lease.stop();
      await fence?.stop();
      // A file that cannot be written keeps no process from ending; the next start finds that this one is gone.
      await db.write((tx) => dropLease(tx, owner)).catch(() => undefined);
    },
  };
}
