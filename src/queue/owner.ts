/**
 * Identifies the processes that run jobs: each start of a process has a name, and others can tell whether it is alive.
 */
import { statSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { HOUR_MS, type Clock } from "../base/clock.ts";
import { StateError } from "../base/errors.ts";
import type { Db, Reader, Tx } from "../store/db.ts";
import type { JobRow } from "../store/tables/jobs.ts";
import { deleteMeta, getMeta, hasMetaField, setMeta } from "../store/tables/meta.ts";
import { LEASE_TIMES, type LeaseTimes } from "./lease-times.ts";

export interface Owner {
  role: "daemon" | "command";
  host: string;
  pid: number;
  /** A random value that tells two processes with the same number apart. */
  epoch: string;
}

export function ownerOf(role: Owner["role"], epoch: string): Owner {
  return { role, host: placeName(), pid: process.pid, epoch };
}

/** The place where process numbers are unique: the machine, and on Linux the container within it. */
export function placeName(): string {
  try {
    return `${hostname()}#${statSync("/proc/self/ns/pid").ino}`;
  } catch {
    return hostname();
  }
}

/** The owner as written in `jobs.owner`. */
export function ownerName({ role, host, pid, epoch }: Owner): string {
  return `${role}/${host}/${pid}/${epoch}`;
}

function parseOwner(name: string): Owner {
  const [role, host = "", pid, epoch = ""] = name.split("/");
  return { role: role === "daemon" ? "daemon" : "command", host, pid: Number(pid), epoch };
}

/**
 * Whether a running job has lost its process. For a process on this machine the process table tells; for one on another
 * machine only the lease does. The daemon that holds the file knows that no other daemon can be working.
 */
export function isOrphan(job: JobRow, me: Owner, now: number, { silenceMs } = LEASE_TIMES): boolean {
  const owner = parseOwner(job.owner ?? "");
  if (owner.epoch === me.epoch) return false;
  if (me.role === "daemon" && owner.role === "daemon") return true;
  const silentFor = now - (job.lease_until ?? 0);
  // The process number may have been reused meanwhile, so a lease that ran out long ago counts as well.
  if (owner.host === me.host) return isGone(owner.pid, me) || silentFor > silenceMs;
  return silentFor > 0 || silentFor < -FALSE_FUTURE_MS;
}

/** A process with our own number but another epoch is an earlier one: containers give every start the same number. */
function isGone(pid: number, me: Owner): boolean {
  if (pid === me.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

const KEY = "daemon";

const leaseForm = z.object({
  host: z.string(),
  pid: z.number(),
  epoch: z.string(),
  started_at: z.number(),
  seen_at: z.number(),
});
/** The daemon that holds the database. Times are Unix ms. */
export type DaemonLease = z.infer<typeof leaseForm>;

/** The daemon that last held the database. */
export function daemonLease(reader: Reader): DaemonLease | undefined {
  return getMeta(reader, KEY, leaseForm);
}

/** The daemon that works on the database now, as far as a process can tell; the daemon itself finds itself. */
export function liveDaemon(reader: Reader, now: number): DaemonLease | undefined {
  const lease = daemonLease(reader);
  if (lease && isOurs(lease)) return lease;
  return lease && isDaemonAlive(lease, ownerOf("command", ""), now, LEASE_TIMES) ? lease : undefined;
}

/** A lease with our number that is younger than this process was taken by this process, and not by an earlier one. */
function isOurs({ host, pid, started_at }: DaemonLease): boolean {
  return pid === process.pid && host === placeName() && started_at >= performance.timeOrigin;
}

/** A sign of life from so far in the future was given while the clock was wrong, ms. Whoever lives gives another soon. */
const FALSE_FUTURE_MS = HOUR_MS;

function isDaemonAlive(lease: DaemonLease, me: Owner, now: number, { silenceMs }: LeaseTimes): boolean {
  const silent = now - lease.seen_at > silenceMs || lease.seen_at - now > FALSE_FUTURE_MS;
  return !silent && !(lease.host === me.host && isGone(lease.pid, me));
}

/**
 * Makes this process the only daemon of the database.
 * @throws StateError `daemon.running` that names the process already holding it
 */
export function takeLease(tx: Tx, me: Owner, now: number, times = LEASE_TIMES): void {
  const held = getMeta(tx, KEY, leaseForm);
  if (held && held.epoch !== me.epoch && isDaemonAlive(held, me, now, times)) {
    const since = new Date(held.started_at).toISOString();
    throw new StateError(
      `a daemon already runs on this database: process ${held.pid} on ${held.host.split("#")[0]}, since ${since}`,
      {
        code: "daemon.running",
        hint: `Stop it first (kill ${held.pid}), or give this one another \`database\`.`,
      },
    );
  }
  const { host, pid, epoch } = me;
  setMeta(tx, KEY, { host, pid, epoch, started_at: now, seen_at: now } satisfies DaemonLease);
}

/** @returns false when another daemon has taken the database meanwhile (after a long suspend) */
export function renewLease(tx: Tx, me: Owner, now: number): boolean {
  const held = getMeta(tx, KEY, leaseForm);
  if (held?.epoch !== me.epoch) return false;
  setMeta(tx, KEY, { ...held, seen_at: now });
  return true;
}

/** Whether this process is (still) the daemon of the database. */
export function holdsLease(reader: Reader, me: Owner): boolean {
  return hasMetaField(reader, KEY, "epoch", me.epoch);
}

export function dropLease(tx: Tx, me: Owner): void {
  if (getMeta(tx, KEY, leaseForm)?.epoch === me.epoch) deleteMeta(tx, KEY);
}

/** Extra writes at each renewal, in its transaction, and what to do when another daemon has taken the database. */
interface Keeping {
  times?: LeaseTimes;
  onRenew: (tx: Tx) => void;
  onLost: () => void;
}

/** Keeps the lease until `stop`. */
export function keepLease(
  db: Db,
  me: Owner,
  clock: Clock,
  { times = LEASE_TIMES, onRenew, onLost }: Keeping,
): { stop(): void } {
  let timer = clock.after(times.renewMs, () => void tick());
  let stopped = false;
  async function tick(): Promise<void> {
    // If the disk is full, the lease only grows old; the next tick tries again.
    const kept = await db.write(renew).catch(() => true);
    if (stopped) return;
    if (kept) timer = clock.after(times.renewMs, () => void tick());
    else onLost();
  }
  function renew(tx: Tx): boolean {
    const kept = renewLease(tx, me, clock.now());
    if (kept) onRenew(tx);
    return kept;
  }
  return {
    stop() {
      stopped = true;
      timer.cancel();
    },
  };
}
