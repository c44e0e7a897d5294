import { renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tell } from "../../src/decisions/alerts.ts";
import { listChannels } from "../../src/store/tables/alert-channels.ts";
import { toldContact, updateContact } from "../../src/store/tables/alert-contacts.ts";
import { comeBack } from "../../src/tasks/alerting/come-back.ts";
import { HOUR_MS } from "../../src/base/clock.ts";
import { DEFAULT_SETTINGS } from "../../src/domain/alert/settings.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { folderEpochs } from "../../src/standby/folder-epochs.ts";
import type { Fate } from "../support/cut-proxy.ts";
import { botPrints } from "../../src/channels/bot-prints.ts";
import { inCell } from "../../src/domain/item-ref.ts";
import type { Lacking } from "../../src/tasks/alerting/item-views.ts";
import { leaveBots } from "../../src/tasks/alerting/leave-bots.ts";
import { personWith } from "../support/people.ts";
import { placeInFeed } from "../../src/store/tables/cell-feeds.ts";
import { earsOverCells } from "../../src/tasks/over-cells/press-in-cell.ts";
import { takeEvents } from "../../src/tasks/over-cells/take-events.ts";
import { tempFolder } from "../support/temp.ts";
import { toldHub, type Caller } from "./told-hub.ts";

const OPEN = "Открыть на странице";
const deedsOf = (reader: Parameters<typeof auditOf>[0], id: number): string[] =>
  auditOf(reader, id)
    .filter(({ actor }) => actor.endsWith(" via hub"))
    .map(({ action }) => action);

describe("a hub that tells people", () => {
  test("shows a card with its cell, and a press is decided there, once, and stands on the card", async () => {
    const told = await toldHub();
    const { west } = told;
    const anna = await told.joins("anna");
    const id = await told.complain(west);
    const shown = await told.card(anna);
    expect(shown.text).toContain("Пояс короткий.");
    expect(shown.text).toContain("Спасибо за отзыв!");
    expect(shown.buttons.flat().find(({ label }) => label === OPEN)).toMatchObject({
      url: `https://hub.example/inbox/west:${id}`,
    });
    const toasts = await Promise.all([told.press(anna, "Отправить", shown), told.press(anna, "Отправить", shown)]);
    expect(toasts).toEqual([expect.stringMatching(/^Уйдёт через/), expect.stringMatching(/^Эта кнопка уже нажата/)]);
    expect(requireItem(west.db, id).status).toBe("approved");
    expect(deedsOf(west.db, id)).toEqual(["approve", "press"]);
    await expect.poll(() => told.now(anna, shown).text).toMatch(/Отправляет anna/);
    expect(await told.press(anna, "Вернуть", told.now(anna, shown))).toMatch(/^Вернули/);
    expect(requireItem(west.db, id).status).toBe("pending_review");
    // Decided on the cell's own page, it is over on the card as well.
    await west.decisions.skip(id, "person:somebody", { reason: "спам" });
    await expect.poll(() => told.now(anna, shown).text).toMatch(/Пропущено: спам$/);
  });

  test("tells whom it concerns alone: brands, names and the program's matters with their cell", async () => {
    const told = await toldHub();
    const { west, east, hub } = told;
    const anna = await told.joins("anna", ["ohana_market"]);
    const boris = await told.joins("boris", ["ohana_kids"], {}, "senior");
    const root = await told.joins("root", null, { topics: { ...told.off, outages: "now" } }, "admin");
    const olga = await told.joins("olga", null, { topics: { ...told.off, handed_on: "now" } }, "senior");
    const textsTo = (who: Caller): string[] => told.chat(who).map(({ text }) => text.split("\n")[0]!);
    const since = Date.now();
    for (const cell of [west, east]) await cell.db.write((tx) => tell(tx, cell, { kind: "ai_away", since }));
    const id = await told.complain(east, { brandId: "ohana_kids" });
    const other = await told.complain(west);
    const shown = await told.card(anna);
    await expect.poll(() => textsTo(boris)).toHaveLength(1);
    const away = "Нейросеть не отвечает. Обращения ждут; на срочные можно ответить самим.";
    await expect.poll(() => textsTo(root).toSorted()).toEqual([`EAST: ${away}`, `WEST: ${away}`]);
    const stranger = { id: 999, name: "кто-то" };
    const strangers = await told.telegram.press(stranger, anna.id, shown.id, "Отправить").toast;
    expect(strangers).toMatch(/^Эта кнопка не для вас/);
    // It can be handed to the people of the hub who work for the brand, and is told to them alone.
    await told.press(anna, "Передать", shown);
    await told.press(anna, "Деньги", await told.card(anna, "Деньги"));
    const menu = await told.card(anna, "olga");
    expect(menu.buttons.flat().map(({ label }) => label)).toEqual(["olga", "root", "Любому старшему", "Назад", OPEN]);
    expect(await told.press(anna, "olga", menu)).toBe("Передано");
    expect(requireItem(west.db, other)).toMatchObject({ status: "escalated", handed_to: "olga" });
    await expect.poll(() => textsTo(olga)).toEqual([`№ west:${other}: anna передаёт (olga).`]);
    await hub.core.people.change(boris.userId, { brands: ["ohana_market"] }, "person:test");
    expect(await told.press(boris, "Отправить", await told.card(boris))).toMatch(/бренд ведёт другой/);
    expect(requireItem(east.db, id).status).toBe("pending_review");
    expect([anna, boris, root, olga].map((who) => textsTo(who).length)).toEqual([1, 1, 2, 1]);
  });

  test("tells many at once as one message, without what a cell has decided meanwhile, and quotes what stands out", async () => {
    const told = await toldHub();
    const { west, east, hub } = told;
    const { core, telling } = hub;
    const anna = await told.joins("anna", null, { topics: { ...DEFAULT_SETTINGS.topics, products: "now" } });
    const [contact] = core.contacts.of(anna.userId);
    const later = Date.now() + HOUR_MS;
    await core.db.write((tx) => updateContact(tx, contact!.id, { wait_until: later }));
    const ids = [await told.complain(west), await told.complain(west)];
    await told.complain(east);
    const waiting = (): unknown =>
      core.db.statement("select count(*) from alert_deliveries where state = 'waiting'").pluck().get();
    await expect.poll(waiting).toBe(3);
    await west.decisions.skip(ids[0]!, "person:somebody");
    await core.db.write((tx) => {
      tx.statement("update alert_deliveries set due_at = due_at - ?").run(HOUR_MS);
      updateContact(tx, contact!.id, { wait_until: null });
      comeBack(tx, telling.deps, toldContact(tx, contact!.id)!);
    });
    const summary = "Пока мессенджер Telegram не принимал сообщения: 2 события.\n\nОтзывы на 1–2★: 2 (ждут решения: 2)";
    await expect.poll(() => told.chat(anna).map(({ text }) => text)).toEqual([summary]);
    const product = { product: "wb 7", platform: "wb", sku: "7", name: "Пояс", since: 1 } as const;
    const signal = { kind: "complaint", category: "sizing", count: 4, usual: 1 } as const;
    const about = { kind: "product_signal", brand: "ohana_market", ...product, signal } as const;
    await west.db.write((tx) => tell(tx, west, { ...about, items: [ids[1]!] }));
    await expect.poll(() => told.chat(anna).at(-1)?.text).toMatch(/^WEST: Пояс: за неделю 4 .*\n> Пояс короткий\.$/);
  });

  test("sends nothing by the button of an earlier text, and brings the text of now", async () => {
    // The card is not drawn anew before it is pressed.
    const told = await toldHub({ fate: (path) => (path.endsWith("/states") ? "cut before" : "pass") });
    const { west } = told;
    const anna = await told.joins("anna");
    const id = await told.complain(west);
    const shown = await told.card(anna);
    await west.decisions.edit(id, "Простите нас за пояс, мы передадим это портным.", "person:somebody", 1);
    expect(await told.press(anna, "Отправить", shown)).toMatch(/^Ответ изменился, ничего не отправлено/);
    expect(requireItem(west.db, id).status).toBe("pending_review");
    const fresh = await told.card(anna, "Отправить этот");
    expect(fresh.text).toContain("передадим это портным");
    told.telegram.write(anna, "Простите нас за пояс, портные уже знают.", { repliesTo: fresh.id });
    await expect.poll(() => answerText(responseOf(west.db, id)!)).toBe("Простите нас за пояс, портные уже знают.");
    const own = await told.card(anna, "Не менять");
    expect(await told.press(anna, "Отправить этот", own)).toMatch(/^Уйдёт через/);
    expect(deedsOf(west.db, id)).toEqual(["edit", "press", "approve", "press"]);
  });
});

test("what may not be decided by a card is not even asked of the cell: an old button, a viewer's word, another hub's", async () => {
  const asked: string[] = [];
  const told = await toldHub({ fate: (path) => (asked.push(path), "pass") });
  const { west, hub } = told;
  const { db } = hub.core;
  const anna = await told.joins("anna");
  const id = await told.complain(west);
  const shown = await told.card(anna);
  const button = db.statement("select id from alert_buttons where action = 'approve'").get() as { id: string };
  const where = {
    channel: "telegram",
    sender: String(anna.id),
    chat: String(anna.id),
    messageId: shown.id,
  } as const;
  const another = earsOverCells(hub.telling.deps, () => false);
  await expect(another.press({ ...where, button: button.id })).rejects.toThrow("another hub listens now");
  await hub.core.people.change(anna.userId, { role: "viewer" }, "person:test");
  told.telegram.write(anna, "Мы всё исправим, простите нас.", { repliesTo: shown.id });
  await expect.poll(() => told.chat(anna).at(-1)?.text).toBe("Ваша роль позволяет только смотреть.");
  await hub.core.people.change(anna.userId, { role: "manager" }, "person:test");
  await db.write((tx) => tx.statement("update alert_buttons set expires_at = 1").run());
  expect(await told.press(anna, "Отправить", shown)).toMatch(/^Кнопке больше суток/);
  expect(requireItem(west.db, id).status).toBe("pending_review");
  expect(asked).not.toContain("/cell/press");
});

test("events of a cell become the hub's own once, not later than now, and with the place behind them", async () => {
  const { hub } = await toldHub();
  const { core, telling } = hub;
  const now = core.clock.now();
  const event = (what: object) => ({ key: JSON.stringify(what), at: now + HOUR_MS, event: what });
  const off = { kind: "channel_off", channel: "telegram", contact_id: 1, user_id: 1, at: 1 };
  const { id: olga } = await personWith(core, "olga", "senior");
  const handed = {
    kind: "handed_on",
    item_id: 3,
    brand: "ohana_market",
    at: 1,
    user_id: 9,
    to: "olga",
    by: "anna via hub",
    again: false,
  };
  const signal = { kind: "complaint", category: "sizing", count: 4, usual: 1 };
  const stands = {
    kind: "product_signal",
    brand: "ohana_market",
    product: "7",
    platform: "wb",
    sku: "7",
    name: null,
    signal,
    since: 1,
    items: [5],
  };
  const told = [{ kind: "ai_away", since: 1 }, off, { kind: "dream" }, handed, stands];
  const after = { id: 7, key: "the last" };
  const taken = () =>
    core.db.write((tx) => ({
      news: takeEvents(tx, telling.deps, "west", { events: told.map(event), after }),
      place: placeInFeed(tx, "west"),
    }));
  expect([await taken(), await taken()]).toEqual([
    { news: 3, place: after },
    { news: 0, place: after },
  ]);
  const rows = core.db
    .statement("select key, item_id, user_id, event from alerts where at <= ? order by id")
    .all(core.clock.now());
  expect(rows).toMatchObject([
    { key: expect.stringMatching(/^west\/ai_away/) as string },
    { item_id: inCell("west", 3), user_id: olga, event: expect.stringContaining('"by":"anna"') as string },
    { event: expect.stringContaining(`"items":[${inCell("west", 5)}]`) as string },
  ]);
  // As long as nobody is told, no place is kept: whoever binds a chat later is not told of all that was before.
  await expect.poll(() => placeInFeed(core.db, "west")).toBeUndefined();
});

test("an item whose cell does not answer counts as open, so that nobody is left without the word of it", async () => {
  const { hub } = await toldHub();
  const { db } = hub.core;
  const views = hub.telling.deps.views!();
  const ref = inCell("gone", 1);
  const lacking = await db.write((tx) => {
    try {
      return views.isOpen(tx, ref);
    } catch (error) {
      return error;
    }
  });
  await views.fetch(lacking as Lacking);
  expect(await db.write((tx) => views.isOpen(tx, ref))).toBe(true);
});

test("«Заново» has the cell write another draft, which comes as a new message while the old one says so", async () => {
  const told = await toldHub();
  const { west } = told;
  const anna = await told.joins("anna");
  const id = await told.complain(west);
  const shown = await told.card(anna);
  await told.press(anna, "Заново", shown);
  const menu = await told.card(anna, "Короче");
  expect(await told.press(anna, "Короче", menu)).toBe("Пишется новый черновик");
  await expect.poll(() => told.now(anna, shown).text).toContain("Пишется новый черновик…");
  expect(
    told
      .now(anna, shown)
      .buttons.flat()
      .map(({ label }) => label),
  ).toEqual([OPEN]);
  await west.runner.drain();
  await expect.poll(() => told.chat(anna).length).toBe(2);
  const text = answerText(responseOf(west.db, id)!);
  expect(told.chat(anna).at(-1)?.text).toContain(text);
  await expect.poll(() => told.now(anna, shown).text).toMatch(/Новый текст ниже\.$/);
});

describe("a cell that does not answer", () => {
  test("is said on the card, which is drawn once it is back; a press whose answer is lost is done once", async () => {
    let broken: Record<string, Fate> = { card: "cut before" };
    const told = await toldHub({ fate: (path) => broken[path.split("/").at(-1)!] ?? broken["*"] ?? "pass" });
    const { west, hub } = told;
    const anna = await told.joins("anna");
    const id = await told.complain(west);
    await expect
      .poll(() => told.chat(anna).at(-1)?.text)
      .toBe(`№ west:${id}: отзыв на 2★.\nЯчейка «WEST» не отвечает. Текст и кнопки появятся здесь, когда она ответит.`);
    broken = { press: "cut after" };
    const shown = await told.card(anna);
    expect(told.chat(anna)).toHaveLength(1);
    expect(await told.press(anna, "Отправить", shown)).toMatch(/^Ячейка «WEST» не ответила: неизвестно/);
    expect(requireItem(west.db, id).status).toBe("approved");
    broken = {};
    expect(await told.press(anna, "Отправить", shown)).toMatch(/^Уйдёт через/);
    expect(deedsOf(west.db, id)).toEqual(["approve", "press"]);
    await told.card(anna, "Вернуть");
    broken = { "*": "cut before" };
    await expect.poll(() => hub.hub.ways.isUp("west")).toBe(false);
    expect(await told.press(anna, "Вернуть", shown)).toMatch(/^Ячейка «WEST» не отвечает, решение не принято/);
    // What happens there meanwhile is told once when it is back, and in order.
    const [first, second] = [await told.complain(west), await told.complain(west)];
    broken = {};
    await expect.poll(() => told.chat(anna).length).toBe(3);
    expect(await told.press(anna, "Вернуть", shown)).toMatch(/^Вернули/);
    const links = told.chat(anna).map(
      ({ buttons }) =>
        buttons
          .flat()
          .map(({ url }) => url)
          .filter(Boolean)[0],
    );
    expect(links).toEqual([id, first, second].map((one) => `https://hub.example/inbox/west:${one}`));
  });
});

test("a hub that does not know whether another one has taken over tells nobody, and ends once it sees that one", async () => {
  const replica = join(tempFolder(), "copies");
  const lost = Promise.withResolvers<Error | undefined>();
  const fence = { lookMs: 50, holdsMs: 300, waitMs: 600 };
  const told = await toldHub({ settings: { standby: { replica } }, hub: { fence, onLost: lost.resolve } });
  const anna = await told.joins("anna");
  await told.complain(told.west);
  await told.card(anna);
  renameSync(replica, `${replica}.away`);
  const { db } = told.hub.core;
  const silent = db.statement("select count(*) from jobs where kind = 'deliver_alerts' and result like '%silent%'");
  await expect
    .poll(async () => {
      await told.complain(told.east);
      return silent.pluck().get();
    })
    .toBeGreaterThan(0);
  // What came before it was unsure has left; of what comes now nothing does.
  const before = told.chat(anna).length;
  await told.complain(told.east);
  const taken = { epoch: 2, holder: "another", host: "there", at: 1 };
  expect(await folderEpochs(`${replica}.away`).make(taken)).toBe(true);
  renameSync(`${replica}.away`, replica);
  expect((await lost.promise)?.message).toContain("another daemon has taken over: epoch-00000002");
  expect(told.chat(anna)).toHaveLength(before);
});

test("a bot that a cell has as well is the hub's alone: the cell leaves it, and both say so", async () => {
  const told = await toldHub({ isShared: true });
  const { west, hub } = told;
  expect(west.deps.channels.has("telegram")).toBe(false);
  expect(listChannels(west.db)).toMatchObject([{ channel: "telegram", error: expect.stringContaining("the hub's") }]);
  const anna = await told.joins("anna");
  await told.complain(west);
  const shown = await told.card(anna);
  expect(await told.press(anna, "Отправить", shown)).toMatch(/^Уйдёт через/);
  // However often the hub asks, the bot stays its own.
  const leaving = { channels: new Map(west.deps.channels), listen: () => Promise.resolve() };
  expect(await leaveBots(west.deps, leaving, botPrints(hub.core.config.alerts))).toEqual(["telegram"]);
  const root = await hub.browserOf("root", "admin");
  const cells = async (): Promise<string> => (await root.get("/cells")).text;
  await expect.poll(cells).toMatch(/Оповещения: Telegram<\/h2>.*?ушло за сутки: 1/);
  const page = await cells();
  expect((await root.get("/alerts")).text).toContain("Telegram");
  expect(page.match(/Telegram: тот же бот настроен и у этой ячейки/g)).toHaveLength(1);
  expect((await root.get("/cells/west")).text).toContain("тот же бот настроен");
});
