/** The whole way of a bad review over a real daemon: from the marketplace to a telephone and back. */
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openCore } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { loadConfig } from "../../src/config/load.ts";
import { DEFAULT_SETTINGS } from "../../src/domain/alert/settings.ts";
import { startMax, type Max } from "../../src/sandbox/max/max.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import type { Shown } from "../../src/sandbox/messenger/chats.ts";
import { saveAlertSettings } from "../../src/store/tables/alert-settings.ts";
import { startDaemon } from "../support/gated-shop.ts";
import { startInside } from "../support/inside.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";
import { tempFolder } from "../support/temp.ts";
import { pressTorture } from "../torture/presses-run.ts";

const ANNA = { id: 701, name: "Анна" };
const APPROVE = "Отправить";

async function openBot(name: "telegram" | "max"): Promise<Telegram | Max> {
  const bot =
    name === "telegram" ? await startTelegram({ clock: systemClock }) : await startMax({ clock: systemClock });
  onTestFinished(() => bot.close());
  return bot;
}

test.each(["telegram", "max"] as const)(
  "a new review of two stars comes to %s with its draft, is sent by a press once, and its card says so",
  async (name) => {
    const bot = await openBot(name);
    const every = { cron: "* * * * * *" };
    const settings = {
      ai: { provider: "offline" },
      alerts: { [name]: { token: bot.token, api_root: bot.url } },
      net: { proxy: "direct" },
      http: { listen: "127.0.0.1:0" },
      schedule: { poll_wb_reviews: every },
      publish: { recheck_after: "300ms" },
      approval: { undo_window: "1s", rules: [] },
    };
    const { cwd, sandbox } = await sandboxFolder({ items: [], settings });
    const core = openCore(loadConfig({ file: join(cwd, "reputation.yaml"), env: {}, cwd }).config);
    onTestFinished(() => core.close());
    // The daemon is a process of its own with one of them: what differs between the two is in the messenger.
    await (name === "telegram" ? startDaemon({ cwd }) : startInside({ cwd }));

    const { id: userId } = await core.people.add({ login: "anna", role: "manager", brands: null }, "person:test");
    const { code, contactId } = await core.contacts.ask(userId, { channel: name });
    bot.write(ANNA, `/start ${code}`);
    await expect.poll(() => core.contacts.of(userId)[0]?.state).toBe("claimed");
    await core.contacts.confirm(userId, contactId);
    const always = { ...DEFAULT_SETTINGS, quiet: null };
    await core.db.write((tx) => saveAlertSettings(tx, { userId, channel: name }, always, Date.now()));

    const createdAt = Math.floor(Date.now() / 1000) * 1000;
    sandbox.world.add([{ id: "late", platform: "wb", rating: 2, text: "Маломерит, пояс короткий.", createdAt }]);
    const chat = "dialogOf" in bot ? bot.dialogOf(ANNA) : ANNA.id;
    const cardWith = (label: string): Shown | undefined =>
      bot.chat(chat).find(({ buttons }) => buttons.flat().some((button) => button.label === label));
    const draftedAt = (): number | undefined =>
      core.db.statement("select created_at from responses").pluck().get() as number | undefined;
    await expect.poll(draftedAt).toBeDefined();
    await expect.poll(() => cardWith(APPROVE)).toBeDefined();
    expect(Date.now() - draftedAt()!).toBeLessThan(10_000);

    const card = { ...cardWith(APPROVE)! };
    const [first, second] = [bot.press(ANNA, chat, card.id, APPROVE), bot.press(ANNA, chat, card.id, APPROVE)];
    expect(await first.toast).toMatch(/^Уйдёт через/);
    expect(await second.toast).toMatch(/^Уже решено/);
    const now = (): Shown => bot.chat(chat).find(({ id }) => id === card.id)!;
    await expect.poll(() => now().text).toMatch(/Отправлено, anna, \d\d:\d\d\. Как в черновике\.$/);
    expect(now().buttons).toEqual([]);
    expect(sandbox.world.items().map(({ received }) => received.length)).toEqual([1]);
    expect(card.text).toContain(sandbox.world.items()[0]!.received[0]!.text);
  },
);

test("a daemon killed right after a card, before a word to whoever pressed and after an edit carries each press out once", async () => {
  const { wrong, presses } = await pressTorture({ folder: tempFolder(), kills: 3, seed: 3 });
  expect(wrong).toEqual([]);
  expect(presses).toBeGreaterThan(0);
});
