/** The connections out of the process: marketplaces, the AI, the Knowledge API, messengers. */
import { isDeepStrictEqual } from "node:util";
import type { Llm } from "./ai/llm.ts";
import type { Clock } from "./base/clock.ts";
import type { Channels } from "./channels/create.ts";
import type { ChannelName } from "./domain/alert/channel-name.ts";
import type { Config } from "./config/schema.ts";
import type { ConnectedMarketplace } from "./marketplaces/create.ts";
import type { Net } from "./net/client.ts";
import type { Db } from "./store/db.ts";
import { limitOf } from "./store/tables/limits.ts";

export interface Outside {
  marketplaces: ReadonlyMap<string, ConnectedMarketplace>;
  llm: Llm;
  /** What is asked while `llm` cannot be used; null without one. */
  fallback: Llm | null;
  channels: Channels;
  /** The way to the Knowledge API. */
  knowledge: Net;
  /**
   * Opens connections for the accounts, the AI and the channels that have changed. The earlier ones serve their requests to
   * the end and are closed with the rest.
   * @returns the channels that have changed
   */
  replace(running: Config, next: Config): Promise<readonly ChannelName[]>;
  /** How far the marketplaces' clocks are ahead of ours, ms: the middle of what replies said; null without any. */
  clockBehind(): number | null;
  /** What is known of the marketplaces' clocks holds no longer, because ours was set. */
  forgetClocks(): void;
  close(): Promise<void>;
}

/** The connections out of the process; without a database the request limits are kept in memory. */
export async function openOutside(config: Config, db: Db | undefined, clock: Clock): Promise<Outside> {
  const { accessOf, createMarketplace } = await import("./marketplaces/create.ts");
  const { checkPhrases, createLlm, fallbackSettings, llmSettings } = await import("./ai/create.ts");
  const { createNet } = await import("./net/client.ts");
  const { routeOf } = await import("./net/route.ts");
  const { createChannels, replaceChannels } = await import("./channels/create.ts");
  checkPhrases(config.brands);
  const marketplaces = new Map<string, ConnectedMarketplace>();
  const opened: { close(): Promise<void> }[] = [];
  const connect = (account: Config["accounts"][number]): void => {
    const usage = db && { usage: limitOf(account.id, db) };
    const route = routeOf(config.net, account.proxy);
    const marketplace = createMarketplace(accessOf(account), { clock, ...usage, route });
    opened.push(marketplace);
    marketplaces.set(account.id, marketplace);
  };
  const connectLlm = async ({ ai }: Config): Promise<Pick<Outside, "llm" | "fallback">> => {
    const llm = await createLlm(llmSettings(ai), { openNet: () => way(ai.proxy), clock });
    opened.push(llm);
    const settings = fallbackSettings(ai);
    if (!settings) return { llm, fallback: null };
    const fallback = await createLlm(settings, { openNet: () => way(ai.fallback?.proxy), clock });
    opened.push(fallback);
    return { llm, fallback };
  };
  config.accounts.forEach(connect);
  const channels = await createChannels(config, clock);
  opened.push(...channels.byName.values());
  const way = (proxy: string | undefined): Net => createNet(routeOf(config.net, proxy), clock);
  const knowledge = way(config.knowledge.proxy);
  const outside: Outside = {
    marketplaces,
    ...(await connectLlm(config)),
    channels,
    knowledge,
    async replace(running, next) {
      checkPhrases(next.brands);
      const { changed, made } = await replaceChannels(channels, { running, next, clock });
      opened.push(...made);
      if (!isDeepStrictEqual(running.ai, next.ai)) Object.assign(outside, await connectLlm(next));
      const known = new Map(running.accounts.map((account) => [account.id, account]));
      for (const account of next.accounts) {
        if (!isDeepStrictEqual(known.get(account.id), account)) connect(account);
      }
      const wanted = new Set(next.accounts.map(({ id }) => id));
      for (const id of marketplaces.keys()) if (!wanted.has(id)) marketplaces.delete(id);
      return changed;
    },
    clockBehind: () => middleSkew([...marketplaces.values()]),
    forgetClocks() {
      for (const marketplace of marketplaces.values()) marketplace.forgetClock();
    },
    async close() {
      await Promise.all([knowledge.close(), ...opened.map((connection) => connection.close())]);
    },
  };
  return outside;
}

function middleSkew(marketplaces: readonly ConnectedMarketplace[]): number | null {
  const skews = marketplaces.flatMap((one) => one.observed().clockSkewMs ?? []);
  return skews.toSorted((a, b) => a - b)[Math.floor(skews.length / 2)] ?? null;
}
