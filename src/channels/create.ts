import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { CHANNELS, type ChannelName } from "../domain/alert/channel-name.ts";
import type { Channel } from "./channel.ts";
import type { TelegramHook } from "./telegram/hook.ts";

export interface Channels {
  /** Those that the configuration names; one map, whose entries change. */
  byName: Map<ChannelName, Channel>;
  /** Null unless Telegram is to call. */
  telegramHook: TelegramHook | null;
}

/**
 * The ways to people that the configuration names; code for others is not loaded.
 * @throws ConfigError when a certificate cannot be read
 */
export async function createChannels(config: Pick<Config, "alerts" | "http" | "net">, clock: Clock): Promise<Channels> {
  const { alerts, http, net } = config;
  const all: Channel[] = [];
  let telegramHook: TelegramHook | null = null;
  if (alerts.telegram) {
    const { createTelegram } = await import("./telegram/channel.ts");
    const telegram = createTelegram(alerts.telegram, { general: net, publicUrl: http.public_url }, clock);
    all.push(telegram.channel);
    telegramHook = telegram.hook;
  }
  if (alerts.max) {
    const { createMax } = await import("./max/channel.ts");
    all.push(createMax(alerts.max, net, clock));
  }
  if (alerts.email) {
    const { createEmail } = await import("./email/channel.ts");
    all.push(createEmail(alerts.email, net, clock));
  }
  if (alerts.webhooks.length > 0) {
    const { createWebhooks } = await import("./webhook/channel.ts");
    all.push(createWebhooks({ alerts, net }, clock));
  }
  return { byName: new Map(all.map((channel) => [channel.name, channel])), telegramHook };
}

type Alerts = Config["alerts"];

/**
 * Goes on with other settings: only channels whose own settings have changed are made anew. What is under way on an earlier
 * one ends there, so that no message goes twice.
 * @returns the names of those that have changed, and the new channels
 * @throws ConfigError when a certificate cannot be read; then nothing has changed
 */
export async function replaceChannels(
  channels: Channels,
  { running, next, clock }: { running: Config; next: Config; clock: Clock },
): Promise<{ changed: ChannelName[]; made: Channel[] }> {
  const changed = CHANNELS.filter(
    (name) => !isDeepStrictEqual(settingsOf(running.alerts, name), settingsOf(next.alerts, name)),
  );
  const { page_url } = next.alerts;
  const alerts = { ...(page_url !== undefined && { page_url }), webhooks: [], ...pick(next.alerts, changed) };
  const { byName, telegramHook } = await createChannels({ ...next, alerts }, clock);
  for (const name of changed) channels.byName.delete(name);
  for (const [name, channel] of byName) channels.byName.set(name, channel);
  if (changed.includes("telegram")) channels.telegramHook = telegramHook;
  return { changed, made: [...byName.values()] };
}

function settingsOf(alerts: Alerts, name: ChannelName): unknown {
  return alerts[name === "webhook" ? "webhooks" : name];
}

function pick(alerts: Alerts, names: readonly ChannelName[]): Partial<Alerts> {
  const keys = names.map((name) => (name === "webhook" ? "webhooks" : name));
  return Object.fromEntries(keys.flatMap((key) => (alerts[key] === undefined ? [] : [[key, alerts[key]]])));
}
