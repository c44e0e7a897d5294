/** Tells systemd how the daemon is: ready, alive, stopping. Outside of a `Type=notify` unit it tells nobody. */
import { execFile } from "node:child_process";
import { messageOf } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";

export interface ServiceManager {
  /** The daemon works; from now on it says so until it ends, three times in each `WatchdogSec`. */
  ready(): void;
  stopping(): void;
}

type Environment = Record<string, string | undefined>;

/** The time limit of a message, which would come too late anyway after that. */
const PATIENCE_MS = 10_000;

/**
 * Node has no Unix datagram sockets, which systemd listens on (nodejs/node#29339), so every message is sent by systemd's
 * own `systemd-notify`, a child of a few milliseconds. The unit has to allow that: `NotifyAccess=all`.
 * Reference: sd_notify(3), systemd-notify(1); the messages of children are not lost since systemd 246.
 */
export function tellServiceManager(env: Environment, log: Log): ServiceManager {
  if (!env["NOTIFY_SOCKET"]) return { ready() {}, stopping() {} };
  let failed = false;
  const tell = (...words: string[]): void => {
    execFile("systemd-notify", words, { timeout: PATIENCE_MS }, (error) => {
      if (error && !failed) log.error({ err: messageOf(error) }, ADVICE);
      failed = error !== null;
    });
  };
  return {
    ready() {
      tell("--ready", "--status=polling, drafting and publishing on schedule");
      const everyMs = watchdogMs(env) / 3;
      // The timer fires only while the event loop runs, which is exactly what the watchdog must know.
      if (everyMs > 0) setInterval(() => tell("WATCHDOG=1"), everyMs).unref();
    },
    stopping: () => tell("STOPPING=1"),
  };
}

const ADVICE =
  "systemd cannot be told that the daemon works and will end it: systemd-notify must be installed (or use Type=exec without WatchdogSec)";

/** `WATCHDOG_USEC`, if it is meant for this process; 0 without a watchdog. */
function watchdogMs(env: Environment): number {
  const forUs = env["WATCHDOG_PID"] === undefined || Number(env["WATCHDOG_PID"]) === process.pid;
  const microseconds = Number(env["WATCHDOG_USEC"] ?? 0);
  return forUs && microseconds > 0 ? microseconds / 1000 : 0;
}
