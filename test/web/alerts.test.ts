/** The page about one's own alerts: binding, trials and settings, without script, and nobody else's. */
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { journal } from "../../src/store/views/journal.ts";
import { saveChannelHealth } from "../../src/store/tables/alert-channels.ts";
import { contactOf } from "../support/messenger.ts";
import { personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

const WAYS = { "telegram-danger": "now", "telegram-question": "digest", "telegram-negative": "off" };
const WHEN = {
  quietFrom: "21.30",
  quietTo: "9:00",
  digest: ["09:00"],
  digestMore: "13:30",
  least: "info",
  singles: "3",
};
const WISH = { ...WAYS, ...WHEN, brand: ["ohana_market"] };

async function shop() {
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  const alerts = { telegram: { token: telegram.token, api_root: telegram.url }, page_url: "https://shop.example" };
  const { app, url } = await openShop([], { alerts });
  const anna = await personWith(app, "anna", "manager");
  await personWith(app, "boris", "manager");
  const [mine, other] = [new Browser(url), new Browser(url)];
  await mine.signIn("anna");
  await other.signIn("boris");
  return { app, telegram, anna, mine, other };
}

test("a chat is bound by a code and the person's word, gets a trial, and is let go; colleagues cannot touch it", async () => {
  const { app, telegram, anna, mine, other } = await shop();
  const asked = await mine.post("/alerts/telegram/ask", {});
  expect(asked.status).toBe(200);
  const [, code = ""] = /<b>([A-Z0-9]{8})<\/b>/.exec(asked.text) ?? [];
  expect(asked.text).toContain(`?start=${code}`);
  expect((await mine.get("/alerts")).text).not.toContain(code);
  telegram.write({ id: 77, name: "Аня" }, `/start ${code}`);
  await app.contacts.claim({ channel: "telegram", code, sender: "77", chat: "77", name: "Аня <b>" });
  expect((await mine.get("/alerts")).text).toContain("Код прислал «Аня &lt;b&gt;»");
  const id = app.contacts.of(anna.id)[0]?.id ?? 0;
  expect((await other.post(`/alerts/contacts/${id}/confirm`, {})).status).toBe(409);
  expect((await mine.post(`/alerts/contacts/${id}/confirm`, {})).status).toBe(303);
  await app.runner.drain();
  const before = telegram.chat(77).length;
  await other.post(`/alerts/contacts/${id}/trial`, {});
  expect(telegram.chat(77)).toHaveLength(before);
  expect((await mine.post(`/alerts/contacts/${id}/trial`, {})).text).toContain("Пробное сообщение ушло");
  expect(telegram.chat(77).at(-1)?.text).toContain("Пробное сообщение");
  telegram.block(77);
  expect((await mine.post(`/alerts/contacts/${id}/trial`, {})).text).toContain("Не дошло: бот заблокирован");
  expect((await other.post(`/alerts/contacts/${id}/off`, {})).status).toBe(409);
  await mine.post(`/alerts/contacts/${id}/off`, {});
  expect((await mine.get("/alerts")).text).toContain("Вы отключили");
});

test("settings are shown before they are saved, kept with who and when, and only for the one who saved them", async () => {
  const { app, anna, mine, other } = await shop();
  const preview = await mine.post("/alerts/settings", { ...WISH, do: "preview" });
  expect(preview.text).toContain("Показано, но не сохранено");
  expect(preview.text).toMatch(/в сводке в \d\d:\d\d/);
  expect(app.contacts.settingsOf(anna.id, "telegram").singles).toBe(5);
  const wrong = await mine.post("/alerts/settings", { ...WISH, quietFrom: "25:00" });
  expect([wrong.status, wrong.text.includes('value="25:00"')]).toEqual([400, true]);
  expect((await mine.post("/alerts/settings", WISH)).status).toBe(303);
  const saved = app.contacts.settingsOf(anna.id, "telegram");
  expect(saved).toMatchObject({ quiet: { from: "21:30", to: "09:00" }, digest: ["09:00", "13:30"], singles: 3 });
  expect(saved.topics).toMatchObject({ danger: "now", question: "digest", negative: "off", keys: "now" });
  expect(saved.brands).toEqual(["ohana_market"]);
  const ownOfEmail = { ...app.contacts.settingsOf(anna.id, "email"), singles: 9, quiet: null };
  await app.contacts.set(anna.id, new Map([["email", ownOfEmail]]));
  await mine.post("/alerts/settings", { ...WISH, singles: "4" });
  expect(app.contacts.settingsOf(anna.id, "email")).toMatchObject({ singles: 4, quiet: null });
  expect((await other.get("/alerts")).text).toContain('name="singles" inputmode="numeric" maxlength="2" value="5"');
  const [entry] = journal(app.db, { kind: "people", limit: 1 });
  expect(entry).toMatchObject({ actor: "person:anna", action: "alerts_set" });
});

test("a channel that is away is red on the page about the program's state, and said to those whom it reaches", async () => {
  const { app, anna, mine } = await shop();
  await contactOf(app, anna.id);
  const now = app.clock.now();
  await app.db.write((tx) => saveChannelHealth(tx, "telegram", { failures: 3, awaySince: now, openUntil: now }));
  const { text } = await mine.get("/health");
  expect(text).toMatch(/Оповещения: Telegram<\/h2><p class="st bad">.*не отвечает с \d\d:\d\d/);
  expect(text).toContain("Оповещения, Telegram: не отвечает с");
  expect((await mine.get("/alerts")).text).toMatch(/Не отвечает с \d\d:\d\d, сообщения ждут/);
});
