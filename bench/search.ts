/**
 * What a search for words costs among many items, next to the bare query of the index, and how late the event loop is
 * while a hundred people search at once: `npm run bench:search -- [items]`.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { DAY_MS, systemClock } from "../src/base/clock.ts";
import type { Config } from "../src/config/schema.ts";
import { itemsApi, type ItemsApi, type ListQuery } from "../src/desk/items-api.ts";
import type { Decisions } from "../src/decisions/index.ts";
import { TABS } from "../src/domain/tab.ts";
import { terms } from "../src/domain/wording/russian.ts";
import { wantedIn } from "../src/domain/wording/search-words.ts";
import { matchOf } from "../src/store/views/search.ts";
import { openDb, type Db } from "../src/store/db.ts";
import { indexEarlier } from "../src/store/tables/search-index.ts";
import { percentile } from "./payload.ts";

const ROUNDS = 20;
const START = Date.now() - 300 * DAY_MS;

const PRODUCTS = ["Платье", "Куртка", "Футболка", "Брюки", "Комбинезон", "Шапка", "Пижама", "Носки"];
const COLOURS = ["красное", "синее", "белое", "чёрное", "зелёное"];
const NAMES = ["Анна", "Мария", "Пётр", "Ольга", "Ирина", "Елена", "Сергей"];
const SAID = [
  "Качество хорошее, дочке очень понравилось.",
  "Размер маломерит, берите на размер больше.",
  "Молния сломалась через неделю, разочарованы.",
  "Доставили быстро, упаковка целая, спасибо.",
  "Ткань тонкая, но приятная к телу.",
  "После стирки краска полиняла, верните деньги!",
  "Носим с удовольствием каждый день.",
  "Рекомендую всем, качеством довольны.",
];
const SYLLABLES = ["ка", "то", "ли", "ме", "ру", "си", "но", "ва", "ды", "по", "ще", "зя"];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Different numbers that look random, the same each time. */
function mixed(i: number, salt: number): number {
  return (Math.imul(i + salt * 7919, 2654435761) >>> 0) % 1_000_003;
}

function pick(list: readonly string[], i: number, salt: number): string {
  return list[mixed(i, salt) % list.length] ?? "";
}

/** A word of some 20,000, as names, places and misprints are. */
function rareWord(i: number, salt: number): string {
  return [1, 2, 3, 4].map((n) => pick(SYLLABLES, mixed(i, salt), n)).join("");
}

const INSERT = `insert into items (account, platform, item_type, external_id, sku, product_name, brand_id, client_name,
  client_text, rating, photos, order_cancelled, ai_analysis, status, priority, raw_data, created_at, fetched_at, updated_at, published_at, skip_reason)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The state of most items is published; one in sixty waits. */
function statusOf(i: number): string {
  if (mixed(i, 9) % 60 === 0) return "pending_review";
  return mixed(i, 9) % 10 === 1 ? "skipped" : "published";
}

async function fill(db: Db, items: number): Promise<void> {
  const raw = JSON.stringify({ body: "x".repeat(1200) });
  const analysis = JSON.stringify({ category: "quality", tags: [], summary: "y".repeat(200) });
  for (let at = 1; at <= items; at += 5000) {
    await db.write((tx) => {
      const insert = tx.statement(INSERT);
      for (let i = at; i < Math.min(at + 5000, items + 1); i++) {
        const product = `${pick(PRODUCTS, i, 1)} ${pick(COLOURS, i, 2)}`;
        const text = [pick(SAID, i, 3), pick(SAID, i, 4), pick(SAID, i, 5), rareWord(i, 6), rareWord(i, 7)].join(" ");
        const kind = i % 10 === 0 ? "question" : "review";
        const written = START + mixed(i, 10) * 20;
        const status = statusOf(i);
        const ended = [status === "published" ? written : null, status === "skipped" ? "person" : null];
        const place = [status, mixed(i, 8) % 60, raw, written, written, written, ...ended];
        const sku = `A-${10_000_000 + (mixed(i, 11) % 5000)}`;
        const stars = (i % 5) + 1;
        const from = ["wb-main", "wb", kind, `e${i}`, sku, product, `b${i % 3}`, pick(NAMES, i, 12)];
        insert.run(...from, text, stars, analysis, ...place);
      }
    });
  }
  // The rows are those of an earlier version: nothing of them is in the index.
  await db.write((tx) => {
    tx.statement("insert or replace into meta (key, value) values ('search_from', ?)").run(String(items + 1));
  });
}

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
  await fill(db, items);
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
