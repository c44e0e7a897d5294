import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import type { Channel } from "./channel.ts";
import type { TelegramHook } from "./telegram/hook.ts";

export interface Channels {
  /** Those that the configuration names. */
  byName: ReadonlyMap<ChannelName, Channel>;
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
