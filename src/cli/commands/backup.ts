import { statSync } from "node:fs";
import { resolve } from "node:path";
import { openCore } from "../../app.ts";
import { InternalError, StateError } from "../../base/errors.ts";
import { liveDaemon } from "../../queue/owner.ts";
import { insertAudit } from "../../store/tables/audit.ts";
import { backUp, restoreFrom } from "../../store/sqlite/backup.ts";
import { openDb } from "../../store/db.ts";
import { confirm } from "../terminal/confirm.ts";
import type { Context, Options } from "../context.ts";

/** About a second on an ordinary disk. */
const SLOW_BYTES = 100e6;

export async function backup(context: Context, options: Options): Promise<void> {
  const config = await context.deskConfig();
  const folder = options["dir"] === undefined ? config.backup.dir : resolve(context.io.cwd, String(options["dir"]));
  sayCopying(config.database, context);
  const { file, bytes } = backUp(config.database, folder, config.backup.keep, context.clock.now());
  context.print({ file, bytes, kept: config.backup.keep }, () => file);
  context.hint(`${(bytes / 1e6).toFixed(1)} MB, checked. Put it back with: reputation restore ${file}`);
}

export async function restore(context: Context, options: Options, args: string[]): Promise<number> {
  const { database } = await context.deskConfig();
  const file = resolve(context.io.cwd, args[0] ?? "");
  refuseBesideDaemon(database, context);
  const question = `Replace ${database} by ${file}?`;
  if (!options["yes"] && !(await confirm(question, "--yes", context.io))) return 1;
  sayCopying(file, context);
  const replaced = restoreFrom(file, database, context.clock.now());
  const core = openCore(await context.deskConfig());
  try {
    const entry = { actor: context.actor, action: "restore", itemId: null, after: { from: file, replaced } };
    await core.db.write((tx) => insertAudit(tx, entry, context.clock.now()));
  } finally {
    core.close();
  }
  context.print({ database, from: file, replaced }, () => `${database} is now ${file}`);
  context.hint(`${replaced === null ? "" : `The former one is kept: ${replaced}\n`}Next: reputation daemon
What was approved or being sent is looked up at the marketplaces before anything is sent.`);
  return 0;
}

/** Copying holds the process, so what takes more than a moment is said before. */
function sayCopying(file: string, context: Context): void {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > SLOW_BYTES) context.hint(`Copying ${(bytes / 1e6).toFixed(0)} MB …`);
}

/** A database that cannot be opened has no daemon either: that is when a backup is needed. */
function refuseBesideDaemon(database: string, { clock }: Context): void {
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
