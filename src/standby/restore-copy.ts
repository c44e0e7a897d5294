/** Has Litestream write one of its copies into a file. */
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { ConfigError, InternalError } from "../base/errors.ts";
import { nameOfCopy } from "./epochs.ts";
import { endpointOf, replicaOf, type StandbyConfig } from "./open-epochs.ts";

/** What Litestream is given of the environment: the way out, no keys but its own. */
const PASSED = ["PATH", "HOME", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"];
const MOST_OUTPUT_BYTES = 8 * 1024 * 1024;

export interface RestoringCopy {
  standby: StandbyConfig;
  epoch: number;
  /** Litestream: a path, or a name that is looked for in PATH. */
  litestream: string;
  /** The new file. */
  file: string;
  env: Record<string, string | undefined>;
}

/**
 * @returns false when there is no copy of this epoch
 * @throws ConfigError when there is no Litestream, InternalError when it fails
 */
export async function restoreCopy({ standby, epoch, litestream, file, env }: RestoringCopy): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "reputation-standby-"));
  try {
    const config = join(folder, "litestream.yml");
    writeFileSync(config, litestreamConfig(standby, epoch, file), { mode: 0o600 });
    const passed = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
    const keys = { LITESTREAM_ACCESS_KEY_ID: standby.key_id, LITESTREAM_SECRET_ACCESS_KEY: standby.secret };
    const args = ["restore", "-config", config, "-no-expand-env", "-if-replica-exists", "-o", file, file];
    await run(litestream, args, { ...Object.fromEntries(passed), ...keys });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const rest of ["tmp-shm", "tmp-wal"]) rmSync(`${file}.${rest}`, { force: true });
  }
  if (!existsSync(file)) return false;
  chmodSync(file, 0o600);
  return true;
}

/** Where the copies of an epoch are, as Litestream wants to read it. */
function litestreamConfig(standby: StandbyConfig, epoch: number, file: string): string {
  const replica = replicaOf(standby);
  const place =
    replica.type === "folder"
      ? { type: "file", path: join(replica.path, nameOfCopy(epoch)) }
      : {
          type: "s3",
          bucket: replica.bucket,
          path: [replica.prefix, nameOfCopy(epoch)].filter(Boolean).join("/"),
          endpoint: endpointOf(standby),
          region: standby.region,
          "force-path-style": true,
        };
  return stringify({ dbs: [{ path: file, replicas: [place] }] });
}

function run(litestream: string, args: string[], env: Record<string, string | undefined>): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(litestream, args, { env, maxBuffer: MOST_OUTPUT_BYTES }, (error, _stdout, stderr) => {
      if (!error) return resolve();
      if (error.code === "ENOENT" || error.code === "EACCES") {
        const hint =
          "Install Litestream (https://litestream.io/install), or say where it is: --litestream /path/to/litestream";
        return reject(new ConfigError(`${litestream} cannot be started`, { code: "standby.litestream", hint }));
      }
      const said = stderr.trim().split("\n").at(-1) ?? "";
      return reject(new InternalError(`Litestream cannot restore the copy: ${said}`, { code: "standby.restore" }));
    });
  });
}
