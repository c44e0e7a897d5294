/** What the engine needs for the work of `raw.ts`, seconds; latencies in milliseconds. Each in a process of its own. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Handlers } from "./engine.ts";
import { payload, percentile, seconds, STAGES } from "./payload.ts";
import { createPeer, type Peer } from "./peer.ts";

/** Each caller waits until its job is durable, then stores the next. */
export async function enqueue(folder: string, n: number, callers: number): Promise<number> {
  const peer = createPeer(folder);
  let stored = 0;
  const caller = async (): Promise<void> => {
    while (stored < n) await peer.enqueue("noop", payload(++stored));
  };
  return seconds(() => Promise.all(Array.from({ length: callers }, caller)));
}

/** From the start of the runner to the last end being stored. */
export async function drain(folder: string, n: number, slots: number): Promise<number> {
  const peer = createPeer(folder);
  await peer.enqueueMany(
    "noop",
    Array.from({ length: n }, (_, i) => payload(i + 1)),
  );
  return workOff(peer, { noop: async () => {} }, slots);
}

export async function pipeline(folder: string, n: number, slots: number): Promise<number> {
  const peer = createPeer(folder);
  await peer.items(n);
  await peer.enqueueMany(
    "analyze",
    Array.from({ length: n }, (_, i) => payload(i + 1)),
  );
  const stage = (k: number): [string, Handlers[string]] => [
    STAGES[k] ?? "",
    async ({ item }, step) => peer.step(item, k, STAGES[k + 1], step),
  ];
  const took = await workOff(peer, Object.fromEntries([stage(0), stage(1), stage(2)]), slots);
  if (peer.itemsDone() !== n) throw new Error("the pipeline has not finished each item");
  return took;
}

function workOff(peer: Peer, handlers: Handlers, slots: number): Promise<number> {
  return seconds(async () => {
    const runner = await peer.work(handlers, slots);
    await runner.drain();
  });
}

/** From the call that stores a job to the start of its work, in an idle runner. */
export async function startLatency(folder: string, n: number): Promise<number[]> {
  const peer = createPeer(folder);
  const waited: number[] = [];
  await peer.work({ noop: async ({ t = 0 }) => waited.push(performance.now() - t) }, 4);
  await sleep(500);
  for (let i = 1; i <= n; i++) {
    await sleep(20 + ((i * 37) % 60));
    await peer.enqueue("noop", { ...payload(i), t: performance.now() });
  }
  await sleep(100);
  return waited;
}

/** How late after its second a schedule that fires each second starts its job. */
export async function lateness(folder: string, secs: number): Promise<number[]> {
  const peer = createPeer(folder);
  const late: number[] = [];
  await peer.everySecond(() => late.push(Date.now() % 1000));
  await sleep((secs + 1) * 1000);
  return late.slice(1);
}

/** The 50th and the 99th percentile. */
export function spread(values: readonly number[]): { p50: number; p99: number } {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}
