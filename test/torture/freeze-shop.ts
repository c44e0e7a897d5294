/** One shop of the freeze torture: its marketplaces, its buyers, and the people who answer in the cabinet. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { systemClock } from "../../src/base/clock.ts";
import type { Platform } from "../../src/domain/platform.ts";
import type { Random } from "../../src/sandbox/random.ts";
import type { SandboxRecord } from "../../src/sandbox/record.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { World } from "../../src/sandbox/world.ts";
import { TURNS, written } from "./buyers.ts";
import { oursOf } from "./freeze-judge.ts";
import { tortureConfig } from "./torture-config.ts";

export interface FreezeShop {
  folder: string;
  config: string;
  world: World;
  /** Buyers write a few new items. */
  write(): void;
  /** The ids of the items whose answers are approved but not known to be published, those being sent first. */
  underWay(): string[];
  /** A person answers in the cabinet, or the buyer finds the goods bad after all. Once for each item. */
  interfere(id: string): void;
  /** How many answers were refused by Yandex Market, which takes no comment twice. */
  refused(): Promise<number>;
  close(): Promise<void>;
}

/** What a buyer changes a review to: no rule approves an answer to it, so that none is right any more. */
const CHANGED = { text: "После второй стирки разошлось по швам, деньги на ветер.", rating: 1 };
const AT_A_TIME = 9;
/** On loopback nothing arrives late, so a state read back a little later is final. */
const RECHECK_MS = 750;

const UNDER_WAY = `
select platform, external_id from items where status in ('publishing', 'approved') order by status desc, random()`;

/** Opens the shop in an empty folder; the database is made by its first daemon. */
export async function openFreezeShop(folder: string, random: Random): Promise<FreezeShop> {
  const sandbox = await startSandbox({ clock: systemClock, items: [] });
  const { world } = sandbox;
  const config = join(folder, "reputation.yaml");
  writeFileSync(config, tortureConfig(sandbox, RECHECK_MS));
  const touched = new Set<string>();

  const idOf = (platform: Platform, externalId: string): string =>
    world.items().find((item) => item.platform === platform && item.externalId === externalId)!.id;

  return {
    folder,
    config,
    world,
    write() {
      const from = world.items().length;
      const numbers = Array.from({ length: AT_A_TIME }, (_, at) => from + at);
      world.add(numbers.map((number) => written(random, number, TURNS[number % TURNS.length]!, true)));
    },
    underWay() {
      const db = new BetterSqlite3(join(folder, "reputation.db"), { readonly: true });
      const rows = db.prepare(UNDER_WAY).all() as { platform: Platform; external_id: string }[];
      db.close();
      return rows.map((row) => idOf(row.platform, row.external_id)).filter((id) => !touched.has(id));
    },
    interfere(id) {
      touched.add(id);
      if (world.item(id).itemType === "review" && random.chance(0.45)) world.edit(id, CHANGED);
      else world.answerInCabinet(id, "Здравствуйте! Отвечаем из кабинета: спасибо, что выбрали нас.");
    },
    async refused() {
      const { requests } = (await (await fetch(`${sandbox.url}/_sandbox/record`)).json()) as SandboxRecord;
      const sends = Object.entries(requests.ym).filter(([operation]) => operation.endsWith("/update"));
      const taken = world.items().filter(({ platform }) => platform === "ym");
      return sends.reduce((sum, [, calls]) => sum + calls, 0) - taken.flatMap(oursOf).length;
    },
    close: () => sandbox.close(),
  };
}
