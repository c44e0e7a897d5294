/** Has Litestream write one of its copies into a file. */
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Clock } from "../base/clock.ts";
import { ConfigError, InternalError } from "../base/errors.ts";
import { nameOfCopy } from "./epochs.ts";
import { endpointOf, replicaOf, sftpOf, type StandbyConfig } from "./open-epochs.ts";

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
  clock: Clock;
}

/**
 * @returns false when there is no copy of this epoch
 * @throws ConfigError when there is no Litestream, InternalError when it fails
 */
export async function restoreCopy(restoring: RestoringCopy): Promise<boolean> {
  const { standby, litestream, file, env } = restoring;
  const folder = mkdtempSync(join(tmpdir(), "reputation-standby-"));
  const fetched = `${file}-copy`;
  try {
    const place = await placeOf(restoring, fetched);
    if (!place) return false;
    const config = join(folder, "litestream.yml");
    writeFileSync(config, stringify({ dbs: [{ path: file, replicas: [place] }] }), { mode: 0o600 });
    const passed = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
    const keys = { LITESTREAM_ACCESS_KEY_ID: standby.key_id, LITESTREAM_SECRET_ACCESS_KEY: standby.secret };
    const args = ["restore", "-config", config, "-no-expand-env", "-if-replica-exists", "-o", file, file];
    await run(litestream, args, { ...Object.fromEntries(passed), ...keys });
  } finally {
    for (const used of [folder, fetched]) rmSync(used, { recursive: true, force: true });
    for (const rest of ["tmp-shm", "tmp-wal"]) rmSync(`${file}.${rest}`, { force: true });
  }
  if (!existsSync(file)) return false;
  chmodSync(file, 0o600);
  return true;
}

/**
 * Where the copies of an epoch are, as Litestream wants to read it. Those of an SFTP server are fetched first: Litestream 0.3
 * does not ask whose key a server shows.
 * @param fetched a folder to be made for that
 * @returns undefined when there is no copy of this epoch
 */
async function placeOf({ standby, epoch, clock }: RestoringCopy, fetched: string): Promise<object | undefined> {
  const replica = replicaOf(standby);
  if (replica.type === "folder") return { type: "file", path: join(replica.path, nameOfCopy(epoch)) };
  if (replica.type === "sftp") {
    rmSync(fetched, { recursive: true, force: true });
    const sftp = sftpOf(standby, replica, clock);
    const from = `${replica.path}/${nameOfCopy(epoch)}`;
    try {
      return (await sftp.download(from, fetched)) ? { type: "file", path: fetched } : undefined;
    } finally {
      await sftp.close();
    }
  }
  return {
    type: "s3",
    bucket: replica.bucket,
    path: [replica.prefix, nameOfCopy(epoch)].filter(Boolean).join("/"),
    endpoint: endpointOf(standby),
    region: standby.region,
    "force-path-style": true,
  };
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
