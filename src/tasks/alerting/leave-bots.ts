/** In a cell: a bot has one poller. One that the hub has as well is the hub's, and nothing comes and goes by it here. */
import { botPrints, type BotPrint } from "../../channels/bot-prints.ts";
import type { Channel } from "../../channels/channel.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { channelHealth, saveChannelHealth } from "../../store/tables/alert-channels.ts";
import type { AlertDeps } from "./alert-deps.ts";

interface Leaving {
  /** Those that the configuration names; one map, whose entries change. */
  channels: Map<ChannelName, Channel>;
  /** Listens to the channels of these names as they are now. */
  listen: (names: readonly ChannelName[]) => Promise<void>;
}

/** @returns those of this daemon that are the hub's as well; they stay left until another token is configured */
export async function leaveBots(
  { db, clock, log, config }: Pick<AlertDeps, "db" | "clock" | "log" | "config">,
  { channels, listen }: Leaving,
  bots: readonly BotPrint[],
): Promise<BotPrint["channel"][]> {
  const prints = new Set(bots.map(({ print }) => print));
  const shared = botPrints(config.alerts).flatMap(({ channel, print }) => (prints.has(print) ? [channel] : []));
  const left = shared.filter((channel) => channels.delete(channel));
  if (left.length === 0) return shared;
  log.error({ channels: left }, `${OF_HUB}: it is not used here. Give the cell a bot of its own, or take it out`);
  await listen(left);
  await db.write((tx) => {
    for (const channel of left) {
      const { awaySince } = channelHealth(tx, channel);
      const health = { failures: 1, awaySince: awaySince ?? clock.now(), openUntil: null };
      saveChannelHealth(tx, channel, health, { error: OF_HUB, error_kind: "refused" });
    }
  });
  return shared;
}

const OF_HUB = "this bot is the hub's as well";
