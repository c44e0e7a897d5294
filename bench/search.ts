/**
 * What a search for words costs among many items, next to the bare query of the index, and how late the event loop is
 * while a hundred people search at once: `npm run bench:search -- [items]`.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../src/base/clock.ts";
import type { Config } from "../src/config/schema.ts";
import { itemsApi, type ItemsApi } from "../src/desk/items-api.ts";
import type { ListQuery } from "../src/desk/lists.ts";
import type { Decisions } from "../src/decisions/index.ts";
import { TABS } from "../src/domain/tab.ts";
import { terms } from "../src/domain/wording/russian.ts";
import { wantedIn } from "../src/domain/wording/search-words.ts";
import { matchOf } from "../src/store/views/search.ts";
import { openDb, type Db } from "../src/store/db.ts";
import { indexEarlier } from "../src/store/tables/search-index.ts";
import { fillItems, rareWord } from "./many-items.ts";
import { percentile } from "./payload.ts";

const ROUNDS = 20;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const SEARCHES: readonly [name: string, q: string][] = [
  ["nothing matches", "zzzz"],
  ["all reviews", "отзыв"],
  ["every item", "wb-main"],
  ["a product in another form", "платья"],
  ["two frequent words", "качества доволен"],
  ["three words", "красное платье молния"],
  ["the beginning of a word", "кач"],
  ["one letter", "к"],
  ["a rare word", rareWord(77, 6)],
  ["a SKU", "A-10000123"],
  ["an item's number", "#77777"],
  ["a buyer's name", "Пётр"],
  ["words that exclude each other", "вопрос отзыв"],
];

/** Others may use the machine meanwhile, so the processor's time tells more than the clock. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of processor time of a look, the median and the slowest but one in a hundred. */
async function timed(work: () => unknown): Promise<{ p50: number; p99: number }> {
  const took: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const start = processorMs();
    await work();
    took.push(processorMs() - start);
  }
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
}

async function indexAll(db: Db): Promise<{ seconds: number; longest: number }> {
  const start = processorMs();
  let longest = 0;
  for (let more = true; more;) {
    const piece = processorMs();
    more = await db.write((tx) => indexEarlier(tx, 100));
    longest = Math.max(longest, processorMs() - piece);
  }
  return { seconds: (processorMs() - start) / 1000, longest };
}

const shown = (ms: number): string => ms.toFixed(1).padStart(7);
const WHO = { actor: "bench", brands: null };
const query = (q: string): ListQuery => ({ tab: "all", sort: "urgent", limit: 25, q });

async function measure(db: Db, api: ItemsApi): Promise<void> {
  say(
    `\n${"processor ms, p50 and p99".padEnd(28)}  found   bare  ratio | page and count | published, 1-2 stars | counts of all tabs`,
  );
  const bare = db.statement("select count(*) from item_words where item_words match ?").pluck();
  for (const [name, q] of SEARCHES) {
    const alone = await timed(() => bare.get(matchOf(wantedIn(terms(q)))));
    const list = await timed(() => api.list(query(q), WHO));
    const narrow: ListQuery = { ...query(q), tab: "published", sort: "newest", rating: [1, 2] };
    const others = [await timed(() => api.list(narrow, WHO)), await timed(() => api.counts({ q }, TABS, WHO))];
    const { total } = await api.list(query(q), WHO);
    const found = `${total?.count}${total?.exact === true ? "" : "+"}`;
    const ratio = (list.p50 / alone.p50).toFixed(1).padStart(6);
    const figures = [list, ...others].map(({ p50, p99 }) => `${shown(p50)}${shown(p99)}`).join(" | ");
    say(`${name.padEnd(28)}${found.padStart(7)}${shown(alone.p50)} ${ratio} | ${figures}`);
  }
}

/** A hundred people search at once. */
async function crowd(api: ItemsApi): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  await sleep(100);
  delay.enable();
  const turns: number[] = [];
  let before = processorMs();
  const turn = (): void => {
    const now = processorMs();
    turns.push(now - before);
    before = now;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const start = performance.now();
  const ask = async (i: number): Promise<number> => {
    await api.list(query(SEARCHES[i % SEARCHES.length]?.[1] ?? ""), { actor: `asker${i}`, brands: null });
    return performance.now() - start;
  };
  const ends = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(i)));
  delay.disable();
  clearImmediate(next);
  const busy = turns.filter((ms) => ms > 1);
  const [p99, most] = [delay.percentile(99), delay.max].map((ns) => (ns / 1e6).toFixed(0));
  const longest = [percentile(busy, 0.99), Math.max(...busy)].map((ms) => ms.toFixed(0));
  say(
    `\n100 at once: half answered in ${percentile(ends, 0.5).toFixed(0)} ms, the last in ${Math.max(...ends).toFixed(0)} ms; the event loop's delay p99 ${p99} ms, at most ${most} ms by the clock; a turn of it took p99 ${longest[0]} ms, at most ${longest[1]} ms of the processor`,
  );
}

const folder = mkdtempSync(join(tmpdir(), "reputation-search-"));
const items = Number(process.argv[2] ?? 200_000);
try {
  const db = openDb(join(folder, "a.db"));
  const megabytes = (): number => (db.checkpoint(), statSync(db.path).size / 1e6);
  await fillItems(db, items);
  const before = megabytes();
  const config = { timezone: "Europe/Moscow", locale: "ru" } as Config;
  const api = itemsApi({ db, clock: systemClock, config, decisions: {} as Decisions });
  const unindexed = processorMs();
  await api.list(query("zzzz"), WHO);
  say(
    `${items} items, ${before.toFixed(0)} MB; a search before any is indexed: ${shown(processorMs() - unindexed)} ms`,
  );
  const { seconds, longest } = await indexAll(db);
  const grown = megabytes() - before;
  say(`indexed in ${seconds.toFixed(1)} s, the longest step ${longest.toFixed(0)} ms, ${grown.toFixed(0)} MB more`);
  await measure(db, api);
  await crowd(api);
  db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
