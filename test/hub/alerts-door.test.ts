import { expect, test } from "vitest";
import { DAY_MS } from "../../src/base/clock.ts";
import { tell, tellOfWaiting } from "../../src/decisions/alerts.ts";
import type { Args, Asker, Gives } from "../../src/desk/cell/methods.ts";
import type { Method } from "../../src/desk/cell/methods.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { anybodyIsTold } from "../../src/store/tables/alert-contacts.ts";
import { feed } from "../../src/tasks/alerting/feed.ts";
import { lookForAlerts } from "../../src/tasks/alerting/watch.ts";
import { testApp } from "../support/app.ts";
import { setClock } from "../support/set-clock.ts";
import { NOON } from "../support/told-shop.ts";
import { storeWaiting } from "../support/items.ts";
import { HUB_TOKEN, openCellShop } from "./cells.ts";

const MARINA: Asker = { login: "marina", name: "Марина", role: "manager", brands: null };
const PRESS = "0123456789abcdef0123456789abcdef";

async function openCell() {
  const { app, url } = await openCellShop([]);
  async function ask<M extends Method>(method: M, args: Args<M>, person: Asker | null = MARINA): Promise<Gives<M>> {
    const headers = { authorization: `Bearer ${HUB_TOKEN}`, "content-type": "application/json" };
    const body = JSON.stringify({ protocol: 1, person, args });
    const reply = await fetch(`${url}/cell/${method}`, { method: "POST", headers, body });
    const { result } = (await reply.json()) as { result: Gives<M> };
    return result;
  }
  const complain = (): Promise<number> =>
    app.db.write((tx) => {
      const id = storeWaiting(tx, { account: "wb-sandbox", brandId: "ohana_market", rating: 2 });
      tellOfWaiting(tx, app, id);
      return id;
    });
  const cardArgs = (id: number): Args<"card"> => ({
    id,
    event: null,
    shows: "",
    limit: 4000,
    receivers: [{ id: 7, name: "Ольга" }],
    page: `https://hub.example/inbox/west:${id}`,
    locale: "ru",
    timezone: "Europe/Moscow",
  });
  return { app, ask, complain, cardArgs };
}

test("a cell writes events down once a hub listens, and tells each behind the place that the hub names", async () => {
  const { app, ask, complain } = await openCell();
  await complain();
  const begun = await ask("alerts", { after: null, limit: 10 }, null);
  expect(begun).toEqual({ events: [], after: { id: 0, key: "" } });
  const [first, second] = [await complain(), await complain()];
  const page = await ask("alerts", { after: begun.after, limit: 1 }, null);
  expect(page.events).toMatchObject([{ event: { kind: "negative", item_id: first, rating: 2 } }]);
  const rest = await ask("alerts", { after: page.after, limit: 10 }, null);
  expect(rest.events).toMatchObject([{ event: { item_id: second } }]);
  expect(await ask("alerts", { after: rest.after, limit: 10 }, null)).toEqual({ events: [], after: rest.after });
  // A file that was restored from a copy knows no such place, and says all that it keeps.
  const other = await ask("alerts", { after: { id: 2, key: "negative:2:else" }, limit: 10 }, null);
  expect(other.events).toHaveLength(2);
  expect(app.db.statement("select count(*) from alert_deliveries").pluck().get()).toBe(0);
});

test("a press of the hub decides once however often it is brought, with the text that was read alone", async () => {
  const { app, ask, complain, cardArgs } = await openCell();
  const id = await complain();
  const card = await ask("card", cardArgs(id));
  expect(card?.message.link?.url).toBe(`https://hub.example/inbox/west:${id}`);
  expect(card?.buttons.flat().map(({ action }) => action)).toEqual(["approve", "menu/again", "menu/pass", "menu/skip"]);
  const { version, read } = card!;
  const args: Args<"press"> = {
    id,
    press: PRESS,
    deed: { do: "approve" },
    told: "negative",
    version,
    read,
    surface: "telegram",
    locale: "ru",
  };
  const other = await ask("press", { ...args, read: "another text" });
  expect(other).toMatchObject({ outcome: "changed" });
  const foreign = await ask("press", args, { ...MARINA, brands: ["ohana_kids"] });
  expect(foreign).toMatchObject({ outcome: "refused" });
  expect(requireItem(app.db, id).status).toBe("pending_review");
  const done = await ask("press", args);
  expect(done).toMatchObject({ outcome: "done", shows: "" });
  expect(await ask("press", args)).toEqual(done);
  expect(await ask("press", { ...args, press: `${PRESS}-other` })).toMatchObject({ outcome: "over" });
  const deeds = auditOf(app.db, id).filter(({ actor }) => actor === "person:marina via hub");
  expect(deeds.map(({ action }) => action)).toEqual(["approve", "press"]);
  expect(await ask("press", { ...args, press: `${PRESS}-undo`, deed: { do: "undo" } })).toMatchObject({
    outcome: "done",
  });
  // The old press again is answered as it was, and sends nothing anew.
  expect(await ask("press", args)).toEqual(done);
  expect(requireItem(app.db, id).status).toBe("pending_review");
});

test("a card shows another brand's item to nobody, and says how items stand", async () => {
  const { ask, complain, cardArgs } = await openCell();
  const id = await complain();
  expect(await ask("card", cardArgs(id), { ...MARINA, brands: ["ohana_kids"] })).toBeNull();
  const seen = await ask("card", cardArgs(id), { ...MARINA, role: "viewer" });
  expect(seen?.buttons).toEqual([]);
  // In the hub's language, whatever the cell's own is.
  const english = await ask("card", { ...cardArgs(id), locale: "en" });
  expect(english?.buttons.flat()[0]).toMatchObject({ label: "Send" });
  expect(await ask("states", { ids: [id, 99], words: true }, null)).toEqual([
    { id, face: seen!.face, open: true, version: 1, writing: false, words: "Хорошо" },
  ]);
});

test("what happens is kept for a hub that is away for seven days, and no longer", async () => {
  const clock = setClock(NOON);
  const { app } = await testApp({ items: [], clock });
  const begun = await feed(app, { after: null, limit: 10 });
  await app.db.write((tx) => tell(tx, app, { kind: "daily_cap", day: "2026-11-24", cap: 5 }));
  clock.set(NOON + 7 * DAY_MS - 1);
  await lookForAlerts(app.deps);
  expect(anybodyIsTold(app.db)).toBe(true);
  const { events } = await feed(app, { after: begun.after, limit: 10 });
  expect(events).toMatchObject([{ event: { kind: "daily_cap" }, at: NOON }]);
  // It has just asked, so that the days are counted anew.
  clock.set(NOON + 8 * DAY_MS);
  await lookForAlerts(app.deps);
  expect(anybodyIsTold(app.db)).toBe(true);
  clock.set(NOON + 14 * DAY_MS);
  await lookForAlerts(app.deps);
  expect(anybodyIsTold(app.db)).toBe(false);
  expect((await feed(app, { after: begun.after, limit: 10 })).events).toEqual([]);
});
