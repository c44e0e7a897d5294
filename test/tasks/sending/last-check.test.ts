/** What happens in this process and in others between the reading and the very step that writes the request. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import BetterSqlite3 from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import type { App } from "../../../src/app.ts";
import { pollKind } from "../../../src/domain/job.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { requireItem } from "../../../src/store/tables/items.ts";
import { attemptsOf } from "../../../src/store/tables/publish-attempts.ts";
import { reopen, testApp } from "../../support/app.ts";
import { isPublish } from "../../torture/publish-requests.ts";

interface Shop {
  app: App;
  sandbox: Sandbox;
  /** Moves the wall clock on. */
  leap: (ms: number) => void;
}

/** One approved review, not sent yet. */
async function approved(): Promise<Shop> {
  const {
    app: first,
    sandbox,
    config,
  } = await testApp({
    items: [{ id: "one", platform: "ozon", rating: 5, text: "Хорошая рубашка.", createdAt: Date.now() - 60_000 }],
  });
  let ahead = 0;
  const app = await reopen(config, { ...first.clock, now: () => first.clock.now() + ahead });
  await app.runner.runNow((tx) => app.enqueue(tx, pollKind("ozon", "review"), { account: "ozon-sandbox" }).id);
  await app.runner.drain();
  await app.decisions.approve(1, "person:test");
  return { app, sandbox, leap: (ms) => void (ahead += ms) };
}

/** Calls `act` once, synchronously, when a send has been made and nothing but the last check is before it. */
function atLastMoment(act: () => void): void {
  let isDone = false;
  const look = (message: unknown): void => {
    const { method, path } = (message as { request: { method: string; path: string } }).request;
    if (isDone || !isPublish(method, path)) return;
    isDone = true;
    act();
  };
  subscribe("undici:request:create", look);
  onTestFinished(() => void unsubscribe("undici:request:create", look));
}

/** As another process changes it: through a connection of its own. */
function changeJobs({ config }: App, sql: string): void {
  const other = new BetterSqlite3(config.database);
  other.exec(sql);
  other.close();
}

function endsOf({ db }: App): (string | null)[][] {
  return attemptsOf(db, 1).map(({ outcome, error }) => [outcome, error]);
}

test("a reading that has become too old is no ground to send: the marketplace is read again", async () => {
  const { app, sandbox, leap } = await approved();
  atLastMoment(() => {
    leap(5500);
    sandbox.world.answerInCabinet("one", "Ответили сами");
  });
  await app.runner.drain();
  expect(endsOf(app)).toEqual([["not_sent", expect.stringMatching(/^not sent: the marketplace was read 5\.\d s ago/)]]);
  leap(2000);
  await app.runner.drain();
  expect(sandbox.world.item("one").received.map(({ by }) => by)).toEqual(["cabinet"]);
  expect(requireItem(app.db, 1)).toMatchObject({ status: "skipped", skip_reason: "answered_in_cabinet" });
});

test("an attempt whose lease has run out sends nothing", async () => {
  const { app, sandbox, leap } = await approved();
  atLastMoment(() => changeJobs(app, "update jobs set lease_until = 1 where state = 'running'"));
  await app.runner.drain();
  expect(endsOf(app)).toEqual([["not_sent", expect.stringContaining("the lease of attempt 1")]]);
  expect(sandbox.world.item("one").received).toEqual([]);
  leap(2000);
  await app.runner.drain();
  expect(sandbox.world.item("one").received).toHaveLength(1);
});

test("an attempt whose job another process has taken sends nothing", async () => {
  const { app, sandbox } = await approved();
  atLastMoment(() =>
    changeJobs(app, "update jobs set attempt = attempt + 1, owner = 'another' where state = 'running'"),
  );
  await app.runner.drain();
  expect(sandbox.world.item("one").received).toEqual([]);
  expect(endsOf(app)).toEqual([["intent", null]]);
});
