/** Defines places at which the process can kill or freeze itself, injected from outside: nothing in src/ knows of them. */
import { subscribe } from "node:diagnostics_channel";
import BetterSqlite3, { type Database, type RunResult, type Statement } from "better-sqlite3";
import type { App } from "../../src/app.ts";
import type { Channel } from "../../src/channels/channel.ts";
import type { ChannelName } from "../../src/domain/alert/channel-name.ts";
import type { Marketplace } from "../../src/marketplaces/marketplace.ts";
import { isPublish } from "./publish-requests.ts";

export const LABELS = [
  "before commit",
  "after commit",
  "before read",
  "after read",
  "before send",
  "before last check",
  "during send",
  "after send",
] as const;
export type Label = (typeof LABELS)[number];

/** The points around what is said to people; only a daemon with a messenger passes them. The worst come first. */
export const TOLD_LABELS = [
  "after tell",
  "before toast",
  "after draw",
  "before tell",
  "after toast",
  "before draw",
] as const;
export type AnyLabel = Label | (typeof TOLD_LABELS)[number];

/** Called each time a label is passed; it does not return at the chosen passing of the chosen label. */
export type Passing = (label: AnyLabel) => void;

/** @param crashAt `label:count`, for example `before send:3`; without it nothing is killed */
export function createPassing(crashAt: string | undefined): Passing {
  const [chosen, count] = crashAt?.split(":") ?? [];
  let left = Number(count);
  return (label) => {
    if (label !== chosen || --left > 0) return;
    process.kill(process.pid, "SIGKILL");
    // The signal may take a moment to arrive, and nothing may happen meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
}

/** Passes "before commit" and "after commit" at each commit of connections opened from now on. */
export function watchCommits(passing: Passing): void {
  const { prototype } = BetterSqlite3;
  const prepare = (connection: Database, sql: string): Statement => original.call(connection, sql);
  // oxlint-disable-next-line typescript/unbound-method -- called with its connection, above
  const original: (this: Database, sql: string) => Statement = prototype.prepare;
  prototype.prepare = function (this: Database, sql: string) {
    const statement = prepare(this, sql);
    if (sql === "commit") watchRuns(statement, passing);
    return statement;
  } as typeof prototype.prepare;
}

function watchRuns(commit: Statement, passing: Passing): void {
  const run = (): RunResult => original.call(commit);
  // oxlint-disable-next-line typescript/unbound-method -- called with its statement, above
  const original: (this: Statement) => RunResult = commit.run;
  commit.run = () => {
    passing("before commit");
    const result = run();
    passing("after commit");
    return result;
  };
}

/**
 * Passes "before last check" when a publishing request has been made and nothing stands between it and the last check but
 * perhaps the connection, and "during send" when it has been handed to the kernel completely and its reply is awaited.
 */
export function watchRequests(passing: Passing): void {
  const watch = (event: string, label: Label): void =>
    subscribe(`undici:request:${event}`, (message) => {
      const { method, path } = (message as { request: { method: string; path: string } }).request;
      if (isPublish(method, path)) passing(label);
    });
  watch("create", "before last check");
  watch("bodySent", "during send");
}

/** Has every marketplace of the app pass labels. */
export function watchMarketplaces({ deps }: App, passing: Passing): void {
  const marketplaces = deps.marketplaces as Map<string, Marketplace>;
  for (const [id, marketplace] of marketplaces) marketplaces.set(id, watched(marketplace, passing));
}

/** The same marketplace, which passes labels before and after reads and publishes. */
function watched(marketplace: Marketplace, passing: Passing): Marketplace {
  return {
    ...marketplace,
    async read(ref, signal, onLeave) {
      passing("before read");
      const state = await marketplace.read(ref, signal, onLeave);
      passing("after read");
      return state;
    },
    async publish(ref, text, signal, delivery) {
      passing("before send");
      const receipt = await marketplace.publish(ref, text, signal, delivery);
      passing("after send");
      return receipt;
    },
  };
}

/** Has every channel of the app pass labels. */
export function watchChannels({ deps }: App, passing: Passing): void {
  const channels = deps.channels as Map<ChannelName, Channel>;
  for (const [name, channel] of channels) channels.set(name, told(channel, passing));
}

/** The same channel, which passes labels around each message, each change of one and each word to whoever has pressed. */
function told(channel: Channel, passing: Passing): Channel {
  async function around<T>(what: "tell" | "draw" | "toast", act: () => Promise<T> | undefined): Promise<T> {
    passing(`before ${what}`);
    const result = (await act()) as T;
    passing(`after ${what}`);
    return result;
  }
  return {
    ...channel,
    send: (to, message, delivery) => around("tell", () => channel.send(to, message, delivery)),
    edit: (to, messageId, message) => around("draw", () => channel.edit?.(to, messageId, message)),
    answer: (pressId, text) => around("toast", () => channel.answer?.(pressId, text)),
  };
}
