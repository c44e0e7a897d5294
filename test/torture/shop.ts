/**
 * The marketplaces as a process of their own: node test/torture/shop.ts FOLDER SEED, forked by the driver. It puts the
 * product's sandbox behind a flaky network and writes a configuration for it; buyers keep writing when told to.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/base/clock.ts";
import { PLATFORMS, type Platform } from "../../src/domain/platform.ts";
import { itemsOf, type SandboxRecord } from "../../src/sandbox/record.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { TURNS, written } from "./buyers.ts";
import { TRUE_AFTER_MS, startFlakyProxy, type Fate } from "./flaky-proxy.ts";
import { tortureConfig } from "./torture-config.ts";
import { createRandom } from "../../src/sandbox/random.ts";

export type ShopRequest = "open" | "write" | "record";
export interface ShopReply {
  config: string;
  items: SandboxRecord["items"];
  fates: Record<Fate, number>;
}

const START_ITEMS = 30;
/** The least number of items that buyers write at each marketplace. */
const LEAST = 2;

/** The number of answered items by platform when buyers last wrote. */
const answered: Partial<Record<Platform, number>> = {};
const [folder = ".", seed = "1"] = process.argv.slice(2);
const random = createRandom(Number(seed));
const items = Array.from({ length: START_ITEMS }, (_, i) =>
  written(random, i, TURNS[i % TURNS.length]!, random.chance(0.8)),
);
const sandbox = await startSandbox({ clock: systemClock, items });
const proxy = await startFlakyProxy(sandbox.url, random);
const config = join(folder, "reputation.yaml");
writeFileSync(config, configuration());

process.on("message", (request: ShopRequest) => {
  if (request === "write") write();
  const record = request === "record" ? itemsOf(sandbox.world) : [];
  process.send?.({ config, items: record, fates: proxy.fates } satisfies ShopReply);
});
process.once("disconnect", () => process.exit());

/** The number of new items per answer, because questions that the product facts do not settle wait for a person. */
const FOR_ONE = 1.3;

/**
 * Writes as many new items as it takes to get as many answers as since the last time, so that the amount of work stays
 * the same; one more for those that were set apart; and some bad reviews.
 */
function write(): void {
  const { world } = sandbox;
  let next = world.items().length;
  const samples = PLATFORMS.flatMap((platform) => {
    const total = world.items().filter((item) => item.platform === platform && item.answers.length > 0).length;
    const fresh = total - (answered[platform] ?? 0);
    answered[platform] = total;
    const length = Math.max(Math.ceil(fresh * FOR_ONE) + 1, LEAST);
    const wanted = Array.from({ length }, () => written(random, next++, platform, true));
    return random.chance(0.2) ? [...wanted, written(random, next++, platform, false)] : wanted;
  });
  world.add(samples);
}

/** The configuration for the sandbox behind the flaky network. */
function configuration(): string {
  const baseUrls = Object.fromEntries(
    Object.entries(sandbox.baseUrls).map(([name, url]) => [name, url.replace(sandbox.url, proxy.url)]),
  ) as typeof sandbox.baseUrls;
  return tortureConfig({ ...sandbox, baseUrls }, TRUE_AFTER_MS);
}
