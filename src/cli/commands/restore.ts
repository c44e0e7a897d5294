import { resolve } from "node:path";
import { InternalError, StateError } from "../../base/errors.ts";
import { liveDaemon } from "../../queue/owner.ts";
import { openDb } from "../../store/db.ts";
import { restoreFrom } from "../../store/sqlite/backup.ts";
import { readStanding } from "../../standby/take-over.ts";
import { insertAudit } from "../../store/tables/audit.ts";
import { setStanding, type Standing } from "../../store/tables/standing.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { argument, flag } from "../parameters.ts";
import { confirm } from "../terminal/confirm.ts";
import { text } from "../values.ts";
import { sayCopying } from "./backup.ts";

export const restore = command({
  name: "restore",
  summary:
    "Puts a backup in the database's place; the former one is kept beside it. The daemon or hub must be stopped.",
  examples: ["reputation restore backups/reputation-20261124T010000Z.db", "reputation restore backup.db --yes"],
  takes: { file: argument("<file>", "the file", text), yes: flag("-y, --yes", "do not ask") },
  async run(context, { file, yes }) {
    const { database, cells } = await context.deskConfig();
    const from = resolve(context.io.cwd, file);
    refuseBesideDaemon(database, context);
    if (!yes && !(await confirm(`Replace ${database} by ${from}?`, "--yes", context.io))) return 1;
    sayCopying(from, context);
    const standing = readStanding(database);
    const replaced = await restoreFrom(from, database, context.clock.now());
    const kept = replaced === null ? "" : `The former one is kept: ${replaced}\n`;
    try {
      await record({ from, replaced, standing }, context);
    } catch (error) {
      context.hint(
        `${database} is already ${from}, but it takes no entry of the restore: do not start the daemon on it.\n${kept}`,
      );
      throw error;
    }
    context.print({ database, from, replaced }, () => `${database} is now ${from}`);
    context.hint(`${kept}Next: ${cells ? HUB_NEXT : DAEMON_NEXT}
Everybody signs in again; dismiss again whom you have dismissed since (reputation user list).`);
    return 0;
  },
});

const HUB_NEXT = `reputation hub
What was decided stands in the cells.`;
const DAEMON_NEXT = `reputation daemon
What was approved or being sent is looked up at the marketplaces before anything is sent.`;

interface Restored {
  from: string;
  replaced: string | null;
  /** The epoch that this machine holds, which may be a later one than the backup knows. */
  standing: Standing | undefined;
}

/** Records the restore in the restored database, and ends the sessions in it: some of them were ended since the backup. */
async function record({ from, replaced, standing }: Restored, context: Context): Promise<void> {
  const entry = { actor: context.actor, action: "restore", itemId: null, after: { from, replaced } };
  await withCore(context, async ({ db, people }) => {
    await db.write((tx) => {
      if (standing) setStanding(tx, standing);
      insertAudit(tx, entry, context.clock.now());
    });
    await people.endEverySession(context.actor);
  });
}

/** A database that cannot be opened has no daemon, so it does not stop a restore. */
export function refuseBesideDaemon(database: string, { clock }: Pick<Context, "clock">): void {
  let lease: ReturnType<typeof liveDaemon>;
  try {
    const db = openDb(database, { readonly: true });
    lease = liveDaemon(db, clock.now());
    db.close();
  } catch (error) {
    if (error instanceof InternalError) return;
    throw error;
  }
  if (!lease) return;
  throw new StateError(`a daemon runs on this database: process ${lease.pid} on ${lease.host.split("#")[0]}`, {
    code: "daemon.running",
    hint: `Stop it first: kill ${lease.pid}`,
  });
}
