import { openCore, type Core } from "../../app.ts";
import type { Channel } from "../../channels/channel.ts";
import { createChannels } from "../../channels/create.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import type { Context } from "../context.ts";

export type OpenChannels = Core & { channels: ReadonlyMap<ChannelName, Channel> };

/** Opens the stored data and the channels of the configuration. */
export async function withChannels<T>(context: Context, run: (open: OpenChannels) => Promise<T>): Promise<T> {
  const { config } = await context.load();
  const { byName: channels } = await createChannels(config, context.clock);
  const core = openCore(config, { clock: context.clock });
  try {
    return await run({ ...core, channels });
  } finally {
    core.close();
    await Promise.all([...channels.values()].map((channel) => channel.close()));
  }
}
