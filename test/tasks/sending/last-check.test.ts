/** What happens in this process and in others between the reading and the very step that writes the request. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import type { App } from "../../../src/app.ts";
import { pollKind } from "../../../src/domain/job.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { folderEpochs } from "../../../src/standby/folder-epochs.ts";
import { joinEpochs } from "../../../src/standby/join.ts";
import { gaugesOf } from "../../../src/desk/gauges.ts";
import { unsentReason } from "../../../src/desk/hold-reason.ts";
import { requireItem } from "../../../src/store/tables/items.ts";
import { attemptsOf } from "../../../src/store/tables/publish-attempts.ts";
import { responseOf } from "../../../src/store/tables/responses.ts";
import { reopen, testApp } from "../../support/app.ts";
import { tempFolder } from "../../support/temp.ts";
import { isPublish } from "../../torture/publish-requests.ts";

interface Shop {
  app: App;
  sandbox: Sandbox;
  /** Moves the wall clock on. */
  leap: (ms: number) => void;
}

/** One approved review, not sent yet. @param replica a folder of epochs, of which the shop holds the first one, if it joins */
async function approved(replica?: string, joins = replica !== undefined): Promise<Shop> {
  const {
    app: first,
    sandbox,
    config,
  } = await testApp({
    items: [{ id: "one", platform: "ozon", rating: 5, text: "Хорошая рубашка.", createdAt: Date.now() - 60_000 }],
    ...(replica !== undefined && { settings: { standby: { replica } } }),
  });
  if (replica !== undefined && joins) await joinEpochs(first.db, folderEpochs(replica), first.clock);
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

test("a command sends nothing from a database whose daemon holds no epoch: it may be an old copy", async () => {
  const replica = join(tempFolder(), "copies");
  await folderEpochs(replica).make({ epoch: 1, holder: "b", host: "b", at: 1 });
  const { app, sandbox } = await approved(replica, false);
  await app.runner.drain();
  expect(sandbox.world.item("one").received).toEqual([]);
  const item = requireItem(app.db, 1);
  expect(item.status).toBe("approved");
  expect(unsentReason(app.db, item, responseOf(app.db, 1), app)?.why).toMatch(/Работу приняла другая машина/);
});

test("a process that was frozen looks whether another machine has taken over before it sends", async () => {
  const replica = join(tempFolder(), "copies");
  const { app, sandbox, leap } = await approved(replica);
  atLastMoment(() => {
    leap(11_000);
    writeFileSync(join(replica, "epoch-00000002"), "");
  });
  await app.runner.drain();
  expect(endsOf(app)).toEqual([["not_sent", expect.stringContaining("not sent: it is not known for 1")]]);
  for (let turn = 0; turn < 3; turn++) {
    leap(2000);
    await app.runner.drain();
  }
  expect(sandbox.world.item("one").received).toEqual([]);
  const item = requireItem(app.db, 1);
  expect(item.status).toBe("approved");
  expect(attemptsOf(app.db, 1)).toHaveLength(1);
  await expect
    .poll(async () => {
      leap(15_000);
      await app.runner.drain();
      return unsentReason(app.db, item, responseOf(app.db, 1), app)?.why;
    })
    .toMatch(/^Ответ ещё не отправлен\. Работу приняла другая машина/);
});

test("answers wait while it cannot be looked, with no error, and leave when it can", async () => {
  const replica = join(tempFolder(), "copies");
  const { app, sandbox, leap } = await approved(replica);
  renameSync(replica, `${replica}-away`);
  leap(11_000);
  await app.runner.drain();
  const item = requireItem(app.db, 1);
  expect(item).toMatchObject({ status: "approved", error_message: null });
  expect(sandbox.world.item("one").received).toEqual([]);
  expect(unsentReason(app.db, item, responseOf(app.db, 1), app)?.why).toContain("не может узнать, не приняла ли");
  expect(gaugesOf(app).standby).toMatchObject({ epoch: 1, holds: true, copyLagSeconds: null });
  renameSync(`${replica}-away`, replica);
  await expect
    .poll(async () => {
      leap(2000);
      await app.runner.drain();
      return sandbox.world.item("one").received.length;
    })
    .toBe(1);
  expect(attemptsOf(app.db, 1).map(({ outcome }) => outcome)).toEqual(["accepted"]);
  expect(gaugesOf(app).standby).toMatchObject({ epoch: 1, holds: false });
});
