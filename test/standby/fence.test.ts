import { expect, onTestFinished, test } from "vitest";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import type { EpochStore } from "../../src/standby/epochs.ts";
import { createFence, type Fence } from "../../src/standby/fence.ts";
import { silenceOf } from "../../src/standby/silence.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";

/** A request that has left is answered, or given up, within this time. */
const REQUEST_MS = 30_000;
const LONGEST_RUN_MS = 120_000;
const SEEDS = 15 * Number(process.env["REPUTATION_RUNS"] ?? 1);

/** The truth about time and about who holds what; the machines see neither. */
interface World {
  random: Random;
  time: FakeClock;
  epochs: number[];
}

/** A machine whose clocks run at a speed of their own, and which stands still now and then. */
interface Machine {
  clock: FakeClock;
  monotonic: number;
  speed: number;
  /** World time at which it goes on; undefined while it runs. */
  frozenUntil: number | undefined;
  /** It sleeps: its monotonic clock stands still, too. */
  asleep: boolean;
  /** Somebody sets its wall clock now and then; not one of a machine that sleeps, which nothing else tells how long. */
  isSet: boolean;
  /** No answer of the store reaches it any more once the next epoch is made. */
  isCutOff: boolean;
  woken: (() => void)[];
  fence: Fence | undefined;
  /** World times at which an answer left. */
  sends: number[];
}

function machine({ random }: World): Machine {
  return {
    clock: fakeClock(random.between(0, 1e12)),
    monotonic: random.between(0, 1e9),
    speed: 1 + random.between(-300, 300) / 1e6,
    isSet: random.chance(0.5),
    isCutOff: false,
    frozenUntil: undefined,
    asleep: false,
    woken: [],
    fence: undefined,
    sends: [],
  };
}

function startFence(world: World, machine: Machine, epoch: number): void {
  machine.fence = createFence({
    store: storeOf(world, machine),
    epoch,
    isSettled: epoch === 1,
    clock: machine.clock,
    monotonic: () => machine.monotonic,
  });
}

/** A place that answers at once. */
function there(list: () => Promise<number[]>): EpochStore {
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);
  return { place: "there", list, make: () => Promise.resolve(false), read: nothing, close: nothing };
}

/** Answers come late, get lost, and are taken in only while the machine runs. */
function storeOf({ random, time, epochs }: World, machine: Machine): EpochStore {
  return {
    place: "there",
    async list(from) {
      await time.sleep(random.chance(0.1) ? random.between(0, 20_000) : random.between(0, 400));
      const found = epochs.filter((epoch) => epoch >= from);
      await time.sleep(random.chance(0.1) ? random.between(0, 20_000) : random.between(0, 400));
      if (machine.frozenUntil !== undefined) await new Promise<void>((resolve) => void machine.woken.push(resolve));
      if (random.chance(0.1) || (machine.isCutOff && epochs.length > 1)) throw new Error("the answer is lost");
      return found;
    },
    make: () => Promise.resolve(false),
    read: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
}

function trySend({ time }: World, { fence, sends }: Machine): void {
  if (fence && fence.hold() === undefined) sends.push(time.now());
}

async function pass(world: World, machine: Machine, ms: number): Promise<void> {
  const { random, time } = world;
  const own = ms * machine.speed;
  if (machine.frozenUntil === undefined) {
    machine.monotonic += own;
    await machine.clock.advance(own);
    if (machine.isSet && random.chance(0.03))
      machine.clock.jump(machine.clock.now() + random.between(-3_600_000, 3_600_000));
  } else {
    machine.clock.jump(machine.clock.now() + own);
    if (!machine.asleep) machine.monotonic += own;
    if (time.now() < machine.frozenUntil) return;
    machine.frozenUntil = undefined;
    // What was about to leave comes first: no timer has fired, and no answer was taken in.
    trySend(world, machine);
    for (const wake of machine.woken.splice(0)) wake();
  }
  trySend(world, machine);
  if (random.chance(0.04)) {
    machine.frozenUntil = time.now() + random.between(1000, 40_000);
    machine.asleep = !machine.isSet && random.chance(0.7);
  }
}

async function takeOver(seed: number): Promise<{ former: Machine; next: Machine }> {
  const random = createRandom(seed);
  const world: World = { random, time: fakeClock(0), epochs: [1] };
  const [former, next] = [machine(world), machine(world)];
  former.isCutOff = random.chance(0.7);
  startFence(world, former, 1);
  const takenAt = random.between(5000, 60_000);
  while (world.time.now() < takenAt + LONGEST_RUN_MS) {
    const step = random.between(20, 1500);
    await world.time.advance(step);
    if (world.epochs.length === 1 && world.time.now() >= takenAt) world.epochs.push(2);
    if (world.epochs.length === 2 && !next.fence) startFence(world, next, 2);
    await pass(world, former, step);
    await pass(world, next, step);
    if (former.asleep && former.frozenUntil === undefined) former.asleep = false;
  }
  return { former, next };
}

test("whoever takes over sends only after the last request of the former one is over, whatever clocks and store do", async () => {
  let [before, after] = [0, 0];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { former, next } = await takeOver(seed);
    const last = Math.max(-Infinity, ...former.sends);
    const first = Math.min(Infinity, ...next.sends);
    expect(last + REQUEST_MS, `seed ${seed}`).toBeLessThan(first);
    before += former.sends.length;
    after += next.sends.length;
  }
  // Both do send: a fence that never opens would keep them apart as well.
  expect(before).toBeGreaterThan(50);
  expect(after).toBeGreaterThan(50);
});

test("the one who was superseded is told so once, with the epoch that was made", async () => {
  const clock = fakeClock();
  const epochs = [1];
  const told: number[] = [];
  const fence = createFence({
    store: there(() => Promise.resolve(epochs)),
    epoch: 1,
    isSettled: true,
    clock,
    monotonic: () => clock.now(),
    onSuperseded: (epoch) => told.push(epoch),
  });
  onTestFinished(() => fence.stop());
  await clock.advance(60_000);
  expect(fence.hold()).toBeUndefined();
  epochs.push(3);
  await clock.advance(60_000);
  expect(told).toEqual([3]);
  expect(fence.hold()).toMatchObject({ why: "superseded", message: "another daemon has taken over with epoch 3" });
});

test("a place that does not hold our own epoch any more is as good as one that is away", async () => {
  const clock = fakeClock();
  const store = there(() => Promise.resolve([]));
  const fence = createFence({ store, epoch: 4, isSettled: true, clock, monotonic: () => clock.now() });
  onTestFinished(() => fence.stop());
  await clock.advance(1000);
  expect(fence.hold()).toMatchObject({ why: "unsure" });
  expect(fence.hold()?.message).toContain("there does not hold epoch 4");
});

test("whoever has taken over tells in whole milliseconds how long it waits, as jobs are stored", async () => {
  const clock = fakeClock();
  const store = there(() => Promise.resolve([2]));
  const fence = createFence({ store, epoch: 2, isSettled: false, clock, monotonic: () => clock.now() * 1.0001 });
  onTestFinished(() => fence.stop());
  await clock.advance(1234);
  expect(fence.hold()).toMatchObject({ why: "settling" });
  expect(fence.hold()?.retryAfterMs).toSatisfy(Number.isInteger);
});

test("a place that never answers keeps neither a send nor the end of the process waiting for long", async () => {
  const clock = fakeClock();
  const store = there(() => new Promise(() => undefined));
  const fence = createFence({ store, epoch: 1, isSettled: true, clock, monotonic: () => clock.now() });
  const waited = fence.ready().then(() => fence.hold()?.why);
  await clock.advance(4000);
  expect(await waited).toBe("unsure");
  await fence.stop();
});

test("a look is as old as its beginning: an epoch that was made meanwhile may be missing in it", async () => {
  const clock = fakeClock();
  const store = there(() => clock.sleep(9000).then(() => [1]));
  const fence = createFence({ store, epoch: 1, isSettled: true, clock, monotonic: () => clock.now() });
  onTestFinished(() => fence.stop());
  await clock.advance(9500);
  expect(fence.hold()).toBeUndefined();
  await clock.advance(1000);
  expect(fence.hold()).toMatchObject({ why: "unsure" });
});

test("a hub that cannot look whether another one tells people is silent for a minute, and then rather tells twice", async () => {
  const clock = fakeClock();
  let found = (): Promise<number[]> => Promise.reject(new Error("away"));
  const store = there(() => found());
  const fence = createFence({ store, epoch: 1, isSettled: true, clock, monotonic: () => clock.now() });
  onTestFinished(() => fence.stop());
  await clock.advance(1000);
  const silentForMs = silenceOf(fence, clock);
  expect(silentForMs()).toBeGreaterThan(0);
  await clock.advance(60_000);
  expect(silentForMs()).toBeGreaterThan(0);
  await clock.advance(1);
  expect(silentForMs()).toBe(0);
  found = () => Promise.resolve([1]);
  await clock.advance(10_000);
  expect(silentForMs()).toBe(0);
  // The next time it is silent for a minute again.
  found = () => Promise.reject(new Error("away"));
  await clock.advance(30_000);
  expect(silentForMs()).toBeGreaterThan(0);
  expect(silenceOf(null, clock)()).toBe(0);
});
