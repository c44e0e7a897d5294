/**
 * The marketplaces as a process of their own: node test/torture/shop.ts FOLDER SEED, forked by the driver. It puts the
 * product's sandbox behind a flaky network and writes a configuration for it; buyers keep writing when told to.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { systemClock } from "../../src/base/clock.ts";
import { PLATFORMS, type Platform } from "../../src/domain/platform.ts";
import { POLL_KINDS } from "../../src/domain/job.ts";
import { itemsOf, type SandboxRecord } from "../../src/sandbox/record.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { builtInSamples, type SampleItem } from "../../src/sandbox/samples.ts";
import { TRUE_AFTER_MS, startFlakyProxy, type Fate } from "./flaky-proxy.ts";
import { createRandom } from "../../src/sandbox/random.ts";

export type ShopRequest = "open" | "write" | "record";
export interface ShopReply {
  config: string;
  items: SandboxRecord["items"];
  fates: Record<Fate, number>;
}

const START_ITEMS = 48;
/** The least number of items that buyers write at each marketplace. */
const LEAST = 2;
/** Wildberries allows few requests a second, so it gets fewer items and does not delay the end. */
const TURNS: readonly Platform[] = ["ozon", "ym", "ozon", "ym", "ozon", "wb"];

/** What buyers write. The rules approve questions and good reviews; bad reviews must not be answered. */
const SAMPLES = builtInSamples();
const QUESTIONS = SAMPLES.filter((sample) => sample.rating === null);
const GOOD = SAMPLES.filter(({ rating, text }) => rating !== null && rating >= 4 && text.trim() !== "");
const BAD = SAMPLES.filter(({ rating, text }) => rating !== null && rating < 4 && text.trim() !== "");

/** The number of answered items by platform when buyers last wrote. */
const answered: Partial<Record<Platform, number>> = {};
const [folder = ".", seed = "1"] = process.argv.slice(2);
const random = createRandom(Number(seed));
const items = Array.from({ length: START_ITEMS }, (_, i) => written(i, TURNS[i % TURNS.length]!, random.chance(0.8)));
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

/** One review or question; ids never repeat, texts do. */
function written(number: number, platform: Platform, wanted: boolean): SampleItem {
  const { text, rating, itemType = "review" } = random.pick(wanted ? (random.chance(0.1) ? QUESTIONS : GOOD) : BAD);
  return { id: `torture-${number}`, platform, itemType, text, rating };
}

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
    const wanted = Array.from({ length }, () => written(next++, platform, true));
    return random.chance(0.2) ? [...wanted, written(next++, platform, false)] : wanted;
  });
  world.add(samples);
}

/** A configuration for the flaky network that polls, sends and retries all the time. */
function configuration(): string {
  const baseUrls = Object.fromEntries(
    Object.entries(sandbox.baseUrls).map(([name, url]) => [name, url.replace(sandbox.url, proxy.url)]),
  ) as typeof sandbox.baseUrls;
  const every = (seconds: number) => ({ cron: `*/${seconds} * * * * *`, missed: "once" });
  return sandboxConfig(
    { ...sandbox, baseUrls },
    {
      database: "./reputation.db",
      ai: { provider: "offline" },
      log: { level: "warn" },
      poll: { overlap: "10s" },
      publish: { recheck_after: `${TRUE_AFTER_MS}ms` },
      queue: { shutdown_grace: "5s", lanes: { poll: 6, ai: 4, publish: 4, system: 1 } },
      tasks: { send_response: { retry_delay: "1s" } },
      schedule: {
        ...Object.fromEntries(POLL_KINDS.map((kind) => [kind, every(kind.startsWith("poll_wb") ? 5 : 2)])),
        retry_failed_publish: every(3),
      },
      approval: {
        undo_window: "0s",
        daily_cap: 1_000_000,
        rules: [
          { name: "questions", when: { type: ["question"] }, then: "approve" },
          { name: "good reviews", when: { rating: { min: 4 } }, then: "approve" },
        ],
      },
    },
  );
}
