/** Litestream itself, as the development dependency brings it. */
import { execFile, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { arch, platform } from "node:process";
import { promisify } from "node:util";

export const LITESTREAM = createRequire(import.meta.url).resolve(`@flydotio/litestream-${platform}-${arch}/litestream`);

export interface Replication {
  pid: number;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<void>;
  /** What it has said so far. */
  said(): string;
}

/** Starts Litestream, which copies the database into the folder until it is killed. */
export function replicate(database: string, folder: string): Replication {
  const child = spawn(LITESTREAM, ["replicate", database, `file://${folder}`], { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => said.push(data.toString()));
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  return { pid: child.pid ?? 0, kill: (signal) => void child.kill(signal), ended, said: () => said.join("") };
}

/** Writes what the folder holds of a database into a new file. */
export async function restoreReplica(folder: string, file: string): Promise<void> {
  await promisify(execFile)(LITESTREAM, ["restore", "-o", file, `file://${folder}`]);
}
