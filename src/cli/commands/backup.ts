import { statSync } from "node:fs";
import { resolve } from "node:path";
import { backUp } from "../../store/sqlite/backup.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { option } from "../parameters.ts";
import { text } from "../values.ts";

export const backup = command({
  name: "backup",
  summary: "Writes a checked copy of the database while everything goes on, and deletes the oldest ones.",
  examples: ["reputation backup", "reputation backup --dir /var/backups/reputation --json"],
  takes: { dir: option("--dir <folder>", "where to (default: backup.dir of the configuration)", text) },
  async run(context, { dir }) {
    const { database, backup } = await context.deskConfig();
    const folder = dir === undefined ? backup.dir : resolve(context.io.cwd, dir);
    sayCopying(database, context);
    const { file, bytes, later } = await backUp(database, folder, backup.keep, context.clock.now());
    context.print({ file, bytes, kept: backup.keep }, () => file);
    if (later.length > 0) {
      const names = later.map((name) => safeLine(name)).join(", ");
      context.hint(
        `! ${names}: named after a time to come, so a clock was wrong. Rename or delete what you do not need.`,
      );
    }
    context.hint(`${(bytes / 1e6).toFixed(1)} MB, checked. Put it back with: reputation restore ${file}`);
  },
});

/** A size that takes about a second to copy on an ordinary disk. */
const SLOW_BYTES = 100e6;

/** Copying blocks the process, so a long copy is announced before it starts. */
export function sayCopying(file: string, context: Context): void {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > SLOW_BYTES) context.hint(`Copying ${(bytes / 1e6).toFixed(0)} MB …`);
}
