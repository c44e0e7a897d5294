/** Other settings of a channel while the daemon runs: nothing is lost, nothing comes twice. */
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openApp } from "../../../src/app.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { createLog } from "../../../src/base/log.ts";
import { sandboxConfig } from "../../../src/cli/sandbox-config.ts";
import { parseConfig } from "../../../src/config/load.ts";
import type { Config } from "../../../src/config/schema.ts";
import { tell } from "../../../src/decisions/alerts.ts";
import { DEFAULT_SETTINGS } from "../../../src/domain/alert/settings.ts";
import { startMax } from "../../../src/sandbox/max/max.ts";
import { startSandbox } from "../../../src/sandbox/sandbox.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";
import { channelHealth } from "../../../src/store/tables/alert-channels.ts";
import { contactOf } from "../../support/messenger.ts";
import { personWith } from "../../support/people.ts";
import { newDatabase, tempFolder } from "../../support/temp.ts";

const ANNA = { id: 77, name: "Анна" };
const WRONG = "7000000002:AAanother-token-than-the-one-of-the-bot";

async function shop(alertsOf: (telegram: Awaited<ReturnType<typeof startTelegram>>) => object) {
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  const sandbox = await startSandbox({ clock: systemClock, items: [] });
  onTestFinished(() => sandbox.close());
  const file = join(tempFolder(), "reputation.yaml");
  const http = { public_url: "https://shop.example" };
  const configOf = (alerts: object): Config => {
    const settings = { ai: { provider: "offline" }, alerts, http, net: { proxy: "direct" } };
    return parseConfig(sandboxConfig(sandbox, settings), file, {}).config;
  };
  const config = configOf(alertsOf(telegram));
  newDatabase(config.database);
  const app = await openApp(config, { log: createLog("silent"), role: "daemon", clock: systemClock });
  onTestFinished(() => app.close(0));
  const { id: userId } = await personWith(app, "anna", "admin");
  telegram.write(ANNA, "Здравствуйте");
  const contact = { channel: "telegram", address: String(ANNA.id) } as const;
  await contactOf(app, userId, contact);
  const sender = "update alert_contacts set sender = address where channel = 'telegram'";
  await app.db.write((tx) => void tx.statement(sender).run());
  await app.contacts.set(userId, new Map([["telegram", { ...DEFAULT_SETTINGS, quiet: null }]]));
  await app.startDaemon(() => undefined);
  let day = 0;
  const happens = (): Promise<void> =>
    app.db.write((tx) => tell(tx, app, { kind: "ai_budget", day: String(++day), tokens: 1 }));
  const told = (): string[] => telegram.chat(ANNA.id).flatMap(({ by, text }) => (by === null ? [text] : []));
  return { telegram, app, userId, happens, told, reload: (alerts: object) => app.reload(configOf(alerts)) };
}

test("a message that the wrong key held leaves once with the right one, and presses are heard by it", async () => {
  const { telegram, app, userId, happens, told, reload } = await shop(({ url }) => ({
    telegram: { token: WRONG, api_root: url },
  }));
  await happens();
  await expect.poll(() => channelHealth(app.db, "telegram").failures).toBeGreaterThan(0);
  await reload({ telegram: { token: telegram.token, api_root: telegram.url } });
  await expect.poll(() => told().filter((text) => text.startsWith("Бюджет"))).toHaveLength(1);
  telegram.write(ANNA, "/stop");
  await expect.poll(() => app.contacts.of(userId)[0]?.state).toBe("off");
});

test("what is under way when a channel changes arrives once, and the earlier listener is gone", async () => {
  const { telegram, happens, told, reload } = await shop(({ url, token }) => ({
    telegram: { token, api_root: url },
  }));
  telegram.manners.next.push({ kind: "slow", ms: 300 });
  await happens();
  await expect.poll(() => telegram.manners.next).toHaveLength(0);
  await reload({ telegram: { token: telegram.token, api_root: `${telegram.url}/`.slice(0, -1), proxy: "direct" } });
  telegram.write(ANNA, "Что это?");
  await expect.poll(told).toHaveLength(3);
  await happens();
  await expect.poll(told).toHaveLength(4);
  expect(told().filter((text) => text.startsWith("Бюджет"))).toHaveLength(2);
});

test("a channel that is taken out is kept waiting for, one that calls us takes over, and MAX begins to listen", async () => {
  const { telegram, app, happens, told, reload } = await shop(({ url, token }) => ({
    telegram: { token, api_root: url },
  }));
  const max = await startMax({ clock: systemClock });
  onTestFinished(() => max.close());
  await reload({ max: { token: max.token, api_root: max.url } });
  max.write(ANNA, "Здравствуйте");
  await expect.poll(() => max.chat(max.dialogOf(ANNA)).filter(({ by }) => by === null)).toHaveLength(1);
  await happens();
  await expect.poll(() => channelHealth(app.db, "telegram").failures).toBeGreaterThan(0);
  expect(app.telegramHook()).toBeNull();
  const secret = "0123456789abcdef0123456789abcdef";
  await reload({ telegram: { token: telegram.token, api_root: telegram.url, mode: "webhook", secret } });
  await expect.poll(() => told().filter((text) => text.startsWith("Бюджет"))).toHaveLength(1);
  await expect.poll(() => telegram.webhook()?.url).toBe(`https://shop.example${app.telegramHook()?.path}`);
  expect(app.deps.channels.has("max")).toBe(false);
});
