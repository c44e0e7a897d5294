/** What happens in the program is written down for whoever is told, in the transaction that causes it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/base/clock.ts";
import { refuse } from "../../../src/decisions/refuse.ts";
import type { AlertKind } from "../../../src/domain/alert/event.ts";
import { saveKey } from "../../../src/store/tables/keys.ts";
import { moveItem } from "../../../src/store/tables/items.ts";
import { recordPollError, recordPollSuccess } from "../../../src/store/tables/polling-state.ts";
import { lookForAlerts } from "../../../src/tasks/alerting/watch.ts";
import { fingerprintOf, noteKeyRefused } from "../../../src/tasks/key-hold.ts";
import { countFailure, noteReturn } from "../../../src/tasks/polling/circuit-breaker.ts";
import { AuthError } from "../../../src/base/errors.ts";
import { storeWaiting } from "../../support/items.ts";
import { contactOf, textOf } from "../../support/messenger.ts";
import { personWith } from "../../support/people.ts";
import { NOON, poll, textsIn, toldShop, until, type Told } from "../../support/told-shop.ts";

const ME = "person:anna";

function kinds({ app }: Pick<Told, "app">): AlertKind[] {
  return app.db.statement("select kind from alerts order by id").pluck().all() as AlertKind[];
}

/** A shop with a drafted review that waits for a decision. */
async function waitingItem(shop: Told): Promise<number> {
  const about = { account: "wb-sandbox", brandId: "ohana_market", rating: 3, createdAt: NOON - MINUTE_MS };
  return shop.app.db.write((tx) => storeWaiting(tx, about));
}

const firstLine = (text: string): string => text.split("\n")[0] ?? "";

describe("what is handed on", () => {
  test("is told to that person at once, and again after an hour", async () => {
    const shop = await toldShop();
    const { app, clock, bot } = shop;
    const pavel = await personWith(app, "pavel", "senior");
    await contactOf(app, pavel.id);
    const id = await waitingItem(shop);
    await app.decisions.escalate(id, ME, { to: "pavel", reason: "нужен возврат" });
    await until(shop, NOON + HOUR_MS - 1000);
    expect(bot.arrived.map(({ to, message }) => [to, firstLine(textOf(message))])).toEqual([
      [`chat-${pavel.id}`, `№ ${id}: anna передаёт (pavel).`],
    ]);
    await until(shop, clock.now() + DAY_MS);
    expect(textsIn(shop).slice(1).map(firstLine)).toEqual([`№ ${id}: передано и всё ещё ждёт решения.`]);
  });

  test.each(["skip", "undo"] as const)("is not told again after %s, nor when nobody asked for it", async (decision) => {
    const shop = await toldShop();
    const [id, other] = [await waitingItem(shop), await waitingItem(shop)];
    await shop.app.decisions.escalate(id, ME);
    await shop.app.decisions.escalate(other, ME, { remindMs: null });
    await shop.app.decisions[decision](id, ME);
    await until(shop, NOON + HOUR_MS * 2);
    expect(kinds(shop)).toEqual(["handed_on", "handed_on"]);
    const jobs = shop.app.db.statement("select state from jobs where kind = 'remind_handed_on'").pluck().all();
    expect(jobs).toEqual(["cancelled"]);
  });
});

test("an answer that the marketplace refuses is told of", async () => {
  const shop = await toldShop();
  const { app } = shop;
  const id = await waitingItem(shop);
  await app.decisions.approve(id, ME);
  await app.db.write((tx) => void moveItem(tx, id, "publish", NOON));
  await app.db.write((tx) => refuse(tx, app, id, { message: "too long", shown: "слишком длинный" }));
  expect(kinds(shop)).toEqual(["refused"]);
});

test("a marketplace is away when its circuit opens, and back when it answers, each told once", async () => {
  const shop = await toldShop();
  const { deps, db } = shop.app;
  const about = { account: "wb-sandbox", itemType: "review" } as const;
  const fail = (times: number) =>
    db.write((tx) => {
      for (let i = 0; i < times; i++) {
        recordPollError(tx, about, countFailure(tx, deps, about), { code: "x", message: "x" }, NOON);
      }
    });
  const answer = () =>
    db.write((tx) => {
      noteReturn(tx, deps, about);
      recordPollSuccess(tx, about, { watermark: NOON, fetched: 0, isDeep: false }, NOON);
    });
  await fail(4);
  await answer();
  expect(kinds(shop)).toEqual([]);
  await fail(7);
  await answer();
  await answer();
  expect(kinds(shop)).toEqual(["marketplace_away", "marketplace_back"]);
});

test("a key that is refused is told of once, however many requests it is refused for", async () => {
  const shop = await toldShop();
  const { deps, db } = shop.app;
  const use = {
    account: "wb-sandbox",
    itemType: "review",
    work: "poll",
    key: fingerprintOf(deps, "wb-sandbox"),
  } as const;
  const error = new AuthError("the token is withdrawn", { code: "auth.key" });
  for (let i = 0; i < 3; i++) await db.write((tx) => void noteKeyRefused(tx, deps, use, error));
  expect(kinds(shop)).toEqual(["key_refused"]);
});

describe("what time brings", () => {
  test("a key is told of two weeks, three days and a day before it ends", async () => {
    const shop = await toldShop();
    const { app, clock } = shop;
    const key = { account: "wb-sandbox", checked_at: NOON, expires_at: NOON + 20 * DAY_MS, warnings: [] };
    await app.db.write((tx) => saveKey(tx, key));
    const days: number[] = [];
    for (let day = 0; day < 20; day++) {
      clock.set(NOON + day * DAY_MS);
      await lookForAlerts(app.deps);
      if (kinds(shop).length > days.length) days.push(20 - day);
    }
    expect(days).toEqual([14, 3, 1]);
  });

  test("an item is told of once when it waits longer than the goal, unless it is decided", async () => {
    const shop = await toldShop();
    const { app, clock } = shop;
    await waitingItem(shop);
    const decided = await waitingItem(shop);
    await app.decisions.skip(decided, ME);
    await lookForAlerts(app.deps);
    expect(kinds(shop)).toEqual([]);
    clock.set(NOON + app.config.goals.rest);
    await lookForAlerts(app.deps);
    await lookForAlerts(app.deps);
    expect(kinds(shop)).toEqual(["goal_missed"]);
  });

  test("a backup is old when the next one is overdue twice", async () => {
    const shop = await toldShop();
    const { app, clock } = shop;
    const { dir } = app.config.backup;
    mkdirSync(dir, { recursive: true });
    await lookForAlerts(app.deps);
    for (const hour of ["05", "06", "07"]) writeFileSync(join(dir, `reputation-20261124T${hour}0000Z.db`), "");
    await lookForAlerts(app.deps);
    expect(kinds(shop)).toEqual([]);
    clock.set(NOON + MINUTE_MS);
    await lookForAlerts(app.deps);
    await lookForAlerts(app.deps);
    expect(kinds(shop)).toEqual(["backup_old"]);
  });
});

test("the day's cap of answers by rules is told of when the last of them leaves", async () => {
  const rules = [{ name: "everybody", when: {}, then: "approve" }];
  const approval = { undo_window: "0s", daily_cap: 2, rules };
  const items = ["a", "b", "c"].map((id) => ({ id, platform: "ym" as const, rating: 5, text: "", createdAt: NOON }));
  const shop = await toldShop({ items, settings: { approval } });
  await poll(shop.app, "ym");
  expect(kinds(shop)).toEqual(["daily_cap"]);
});

test("what a rule hands on is told of to those who get what others cannot decide on, and to nobody else", async () => {
  const rules = [{ name: "danger first", when: { rating: { max: 2 } }, then: "escalate" }];
  const items = [{ id: "a", platform: "ym" as const, rating: 1, text: "Платье велико на размер", createdAt: NOON }];
  const shop = await toldShop({ items, settings: { approval: { undo_window: "0s", rules } } });
  const { app, bot, userId } = shop;
  for (const role of ["viewer", "manager", "senior"] as const) {
    await contactOf(app, (await personWith(app, role, role)).id);
  }
  await poll(app, "ym");
  expect(bot.arrived.map(({ to, message }) => `${to} ${firstLine(textOf(message))}`).toSorted()).toEqual([
    `chat-${userId} № 1: правило «danger first» передаёт старшим.`,
    "chat-4 № 1: правило «danger first» передаёт старшим.",
  ]);
});
