/**
 * Our engine in a harness that measures job queues side by side, called as `node adapter.js <workload> <N> <concurrency>`.
 * The measuring is the harness's own (`adapters/lib.mjs`): it is looked for in BENCH_PEERS, else above the folder that
 * the harness gives each run.
 */
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const LIB = join("adapters", "lib.mjs");

function findLib(folder) {
  const lib = join(folder, LIB);
  if (existsSync(lib)) return lib;
  const parent = dirname(folder);
  if (parent !== folder) return findLib(parent);
  throw new Error(`no ${LIB} above the run's folder: set BENCH_PEERS to the folder of the harness`);
}

enableCompileCache();
const lib = findLib(process.env.BENCH_PEERS ?? process.env.BENCH_DIR ?? process.cwd());
const { drive, env } = await import(pathToFileURL(lib).href);
const { createPeer } = await import("./peer.ts");
await drive(createPeer(env.dir));
