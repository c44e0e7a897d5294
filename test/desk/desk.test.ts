/** Tests the desk on the database: its results can be sent over a network and agree with the rows. */
import { describe, expect, onTestFinished, test } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import type { Desk } from "../../src/desk/desk.ts";
import { createStoreDesk } from "../../src/desk/store-desk.ts";
import { jobKey } from "../../src/domain/job.ts";
import { terms } from "../../src/domain/wording/russian.ts";
import { moveItem, type NewItem } from "../../src/store/tables/items.ts";
import { countPublishFailure, markFailed } from "../../src/store/tables/responses.ts";
import { recordPollSuccess } from "../../src/store/tables/polling-state.ts";
import { saveSchedules } from "../../src/store/tables/schedules.ts";
import { ownerOf, takeLease } from "../../src/queue/owner.ts";
import { planSchedules } from "../../src/schedule/plan.ts";
import { openDb } from "../../src/store/db.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { storeWaiting } from "../support/items.ts";
import { newDatabase } from "../support/temp.ts";

const ANNA = "person:anna";

interface Open {
  core: Core;
  desk: Desk;
  clock: FakeClock;
}

function open(settings: Record<string, unknown> = {}): Open {
  const clock = fakeClock();
  const core = openCore(testConfig({ database: newDatabase(), ...settings }), { clock });
  onTestFinished(() => core.close());
  return { core, desk: createStoreDesk(core), clock };
}

const waiting = ({ core }: Open, item: Partial<NewItem> = {}): Promise<number> =>
  core.db.write((tx) => storeWaiting(tx, item));

/** Makes the send of an item fail once, so that its job waits for the next try. */
async function failOnce({ core, clock }: Open, id: number, code: string, laterMs: number): Promise<void> {
  await core.db.write((tx) => {
    countPublishFailure(tx, id, "HTTP 500", clock.now());
    tx.statement("update jobs set error = 'HTTP 500', error_code = ?, run_at = ? where key = ?").run(
      code,
      clock.now() + laterMs,
      jobKey("send_response", id),
    );
  });
}

test("everything the desk returns is plain data that survives JSON", async () => {
  const opened = open();
  const { core, desk, clock } = opened;
  await core.db.write((tx) => {
    saveSchedules(tx, planSchedules(core.config), () => clock.now(), clock.now());
  });
  const [id, other] = [await waiting(opened), await waiting(opened)];
  await core.decisions.approve(id, ANNA);
  await failOnce(opened, id, "marketplace.unavailable", 60_000);
  const { jobs } = await desk.queue(10);
  const pages = [
    await desk.inbox({ limit: 10 }),
    await desk.unsent({ limit: 10 }),
    await desk.item(id),
    await desk.item(other),
    await desk.obstacles(),
    await desk.overview(),
    await desk.status(),
    await desk.queue(10),
    await desk.job(jobs[0]!.id),
    await desk.failures(),
    await desk.leftUndone([jobs[0]!.id]),
    await desk.schedules(),
    await desk.occurrences("archive_old_items", 3),
    await desk.accounts(),
    await desk.version(),
  ];
  for (const page of pages) expect(JSON.parse(JSON.stringify(page))).toEqual(page);
});

describe("inbox search", () => {
  async function found(desk: Desk, typed: string, inverse = false): Promise<number[]> {
    const { entries } = await desk.inbox({ terms: terms(typed), inverse, limit: 100 });
    return entries.map(({ item }) => item.id);
  }

  test("a search sees the decisions of its own process", async () => {
    const opened = open();
    const id = await waiting(opened, { text: "Платье" });
    expect(await found(opened.desk, "платье")).toEqual([id]);
    await opened.core.decisions.skip(id, ANNA);
    expect(await found(opened.desk, "платье")).toEqual([]);
    await opened.core.decisions.undo(id, ANNA);
    const another = await waiting(opened, { text: "Ещё платье" });
    expect(await found(opened.desk, "платье")).toEqual([id, another]);
  });

  test("a search finds a state by its name in the manager's language", async () => {
    const opened = open();
    const [id, other] = [await waiting(opened), await waiting(opened)];
    await opened.core.decisions.escalate(id, ANNA);
    expect(await found(opened.desk, "передан")).toEqual([id]);
    expect(await found(opened.desk, "передан", true)).toEqual([other]);
    expect(await found(opened.desk, "передан хорошие")).toEqual([id]);
    expect(await found(opened.desk, "решения")).toEqual([]);
    expect(await found(opened.desk, "хорошая", true)).toEqual([]);
  });
});

test("the version changes when this process or another one commits, and at no other time", async () => {
  const opened = open();
  const { desk, core } = opened;
  const seen = new Set([await desk.version()]);
  expect(await desk.version()).toBe([...seen][0]);
  const id = await waiting(opened);
  seen.add(await desk.version());
  const beside = openDb(core.config.database);
  onTestFinished(() => beside.close());
  await beside.write((tx) => void moveItem(tx, id, "escalate", 0));
  seen.add(await desk.version());
  expect(seen.size).toBe(3);
  expect(seen).toContain(await desk.version());
});

describe("why an approved answer is not published", () => {
  test("an answer that only waits, or whose sending has not failed, has no reason", async () => {
    const opened = open();
    const id = await waiting(opened);
    expect((await opened.desk.item(id)).unsent).toBeNull();
    await opened.core.decisions.approve(id, ANNA);
    expect((await opened.desk.item(id)).unsent).toBeNull();
  });

  test("an approved answer that could not be sent says what went wrong and when the next try is", async () => {
    const opened = open();
    const id = await waiting(opened);
    await opened.core.decisions.approve(id, ANNA);
    await failOnce(opened, id, "marketplace.unavailable", 90_000);
    const { unsent } = await opened.desk.item(id);
    expect(unsent?.why).toMatch(/^Ответ ещё не отправлен\. Площадка не отвечает\./);
    expect(unsent?.nextTry).toBe(opened.clock.now() + 90_000);
    await opened.clock.advance(90_000);
    expect((await opened.desk.item(id)).unsent?.nextTry).toBeNull();
  });

  test("while publishing is paused, the pause is the reason, in the configured language", async () => {
    const opened = open({ locale: "en" });
    const id = await waiting(opened);
    await opened.core.decisions.approve(id, ANNA);
    await failOnce(opened, id, "marketplace.unavailable", 0);
    await opened.core.decisions.pause("publish", ANNA);
    expect((await opened.desk.item(id)).unsent?.why).toMatch(/^The answer has not been sent yet\. .*paused/);
  });
});

test("an item page says that another draft was requested until the draft is there", async () => {
  const opened = open();
  const id = await waiting(opened);
  expect((await opened.desk.item(id)).isRedrafting).toBe(false);
  await opened.core.decisions.regenerate(id, "короче", ANNA);
  expect((await opened.desk.item(id)).isRedrafting).toBe(true);
});

test("unknown items and jobs are refused, and an unknown schedule has no times", async () => {
  const { desk } = open();
  await expect(desk.item(99)).rejects.toMatchObject({ code: "item.unknown" });
  await expect(desk.job(99)).rejects.toMatchObject({ code: "job.unknown" });
  expect(await desk.occurrences("nothing", 3)).toEqual([]);
});

test("the overview counts waiting, unsent and paused work separately", async () => {
  const opened = open();
  const { core, desk } = opened;
  const ids = [await waiting(opened), await waiting(opened), await waiting(opened), await waiting(opened)];
  const [drafted, handedOn, stuck, broken] = ids as [number, number, number, number];
  expect(drafted).toBeGreaterThan(0);
  await core.decisions.escalate(handedOn, ANNA);
  await core.decisions.approve(stuck, ANNA);
  await core.db.write((tx) => {
    markFailed(tx, stuck, "HTTP 403", 0);
    moveItem(tx, broken, "approve", 0);
    moveItem(tx, broken, "fail", 0, { error_message: "✗" });
  });
  await core.decisions.pause("poll", ANNA);

  expect(await desk.overview()).toMatchObject({
    daemon: null,
    waiting: {
      waiting: { count: 3, exact: true },
      pending_review: { count: 1 },
      escalated: { count: 1 },
      error: { count: 1 },
    },
    unsent: 1,
    paused: { poll: { by: ANNA } },
  });
  const { entries } = await desk.inbox({ limit: 10 });
  expect(entries.map(({ item }) => item.id)).toEqual([drafted, handedOn, broken]);
  expect((await desk.unsent({ limit: 10 })).map(({ item }) => item.id)).toEqual([stuck]);
});

test("a schedule's next times are the planner's, and each account shows what is known about it", async () => {
  const { core, desk, clock } = open();
  await core.db.write((tx) => {
    saveSchedules(tx, planSchedules(core.config), () => clock.now(), clock.now());
  });
  const next = await desk.occurrences("archive_old_items", 2);
  expect(next.map((at) => new Date(at).toISOString())).toEqual([
    "2026-11-24T23:00:00.000Z",
    "2026-11-25T23:00:00.000Z",
  ]);
  expect(await desk.accounts()).toMatchObject([
    { id: "wb-main", platform: "wb", polls: [], key: null, used: { starts: [] } },
    { id: "ozon-main", platform: "ozon" },
    { id: "ym-main", platform: "ym" },
  ]);
});

test("no answer is sent without a daemon or while publishing is paused", async () => {
  const { core, desk, clock } = open();
  expect(await desk.obstacles()).toEqual(["no_daemon"]);
  await core.decisions.pause("publish", ANNA);
  expect(await desk.obstacles()).toEqual(["no_daemon", "publish_paused"]);
  await core.db.write((tx) => takeLease(tx, { ...ownerOf("daemon", "1"), host: "another machine" }, clock.now()));
  await core.decisions.resume("publish", ANNA);
  expect(await desk.obstacles()).toEqual([]);
});

test.each([
  [3, [false, true, true]],
  [1001, [false, false, true]],
])(
  "how %i accounts are is looked up as often as takes a twentieth of the time, at once for few",
  async (count, seen) => {
    const { core } = open();
    const accounts = Array.from({ length: count }, (_, i) => ({ ...core.config.accounts[0]!, id: `wb-${i}` }));
    let now = 0;
    // Each look at the clock finds it ten milliseconds on, so putting the pages together takes that long.
    const desk = createStoreDesk({
      db: core.db,
      clock: { ...core.clock, now: () => (now += 10) },
      config: { ...core.config, accounts },
    });
    const isPolled = async (): Promise<boolean> => (await desk.accounts())[1]?.polls.length === 1;
    const found = [await isPolled()];
    const success = { watermark: 1, fetched: 0, isDeep: true };
    await core.db.write((tx) => recordPollSuccess(tx, { account: "wb-1", itemType: "review" }, success, 1));
    found.push(await isPolled());
    now += 200;
    found.push(await isPolled());
    expect(found).toEqual(seen);
  },
);
