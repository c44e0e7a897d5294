import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { replicaIn, type Replica } from "../config/standby.ts";
import { createNet } from "../net/client.ts";
import { routeOf } from "../net/route.ts";
import { ConfigError } from "../base/errors.ts";
import type { EpochStore } from "./epochs.ts";
import { folderEpochs } from "./folder-epochs.ts";
import { openSftp, type Sftp } from "../net/sftp.ts";
import { s3Epochs } from "./s3-epochs.ts";
import { sftpEpochs } from "./sftp-epochs.ts";

export type StandbyConfig = NonNullable<Config["standby"]>;

/** Where a replica is; the configuration has checked that it is one. */
export function replicaOf({ replica }: Pick<StandbyConfig, "replica">): Replica {
  const found = replicaIn(replica);
  if (!found) throw new ConfigError(`${replica} is no place for copies`);
  return found;
}

/** The address of the store: Amazon's, unless another one is named. */
export function endpointOf({ endpoint, region }: Pick<StandbyConfig, "endpoint" | "region">): string {
  return endpoint ?? `https://s3.${region}.amazonaws.com`;
}

/** The SFTP server of a replica. It connects to nothing yet. */
export function sftpOf(standby: StandbyConfig, { host, port, user }: SftpReplica, clock: Clock): Sftp {
  const { key_file: keyFile = "", host_key: hostKey = "" } = standby;
  return openSftp({ host, port, user, keyFile, hostKey }, clock);
}
type SftpReplica = Extract<Replica, { type: "sftp" }>;

/** The epochs of a replica. It asks nobody yet. */
export function openEpochs(standby: StandbyConfig, net: Config["net"], clock: Clock): EpochStore {
  const replica = replicaOf(standby);
  if (replica.type === "folder") return folderEpochs(replica.path);
  if (replica.type === "sftp") {
    const { user, host, port, path } = replica;
    const place = `sftp://${user}@${host}${port === 22 ? "" : `:${port}`}${path}`;
    return sftpEpochs(place, path, sftpOf(standby, replica, clock));
  }
  const { key_id: id = "", secret = "", region, proxy } = standby;
  const bucket = { bucket: replica.bucket, prefix: replica.prefix, keys: { id, secret, region } };
  return s3Epochs({ endpoint: endpointOf(standby), ...bucket }, createNet(routeOf(net, proxy), clock), clock);
}
