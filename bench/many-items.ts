/** A shop with very many items, for what is measured among them. */
import { DAY_MS } from "../src/base/clock.ts";
import type { Db } from "../src/store/db.ts";
import { sealAudit } from "../src/store/tables/audit-chain.ts";

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

/** Different numbers that look random, the same each time. */
function mixed(i: number, salt: number): number {
  return (Math.imul(i + salt * 7919, 2654435761) >>> 0) % 1_000_003;
}

function pick(list: readonly string[], i: number, salt: number): string {
  return list[mixed(i, salt) % list.length] ?? "";
}

/** A word of some 20,000, as names, places and misprints are. */
export function rareWord(i: number, salt: number): string {
  return [1, 2, 3, 4].map((n) => pick(SYLLABLES, mixed(i, salt), n)).join("");
}

const ANALYSIS = {
  sentiment: "neutral",
  sentiment_score: 0.5,
  tags: ["качество"],
  category: "quality",
  key_points: ["y".repeat(150)],
  attention: [],
  analyzed_at: "2026-01-01T00:00:00.000Z",
  model: "none",
};

const INSERT = `insert into items (account, platform, item_type, external_id, sku, product_name, brand_id, client_name,
  client_text, rating, photos, order_cancelled, ai_analysis, status, priority, raw_data, created_at, fetched_at, updated_at, published_at, skip_reason)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The state of most items is published; one in sixty waits. */
function statusOf(i: number): string {
  if (mixed(i, 9) % 60 === 0) return "pending_review";
  return mixed(i, 9) % 10 === 1 ? "skipped" : "published";
}

/** Stores items of one shop, always the same ones; none of them is in the index of words yet. */
export async function fillItems(db: Db, items: number): Promise<void> {
  const raw = JSON.stringify({ body: "x".repeat(1200) });
  const analysis = JSON.stringify(ANALYSIS);
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

const DRAFT = "Здравствуйте! Спасибо, что рассказали о покупке. Нам важно каждое мнение. Команда Охана Маркет";

/**
 * Gives each item that waits for a person a draft and a short history, as the daemon would have, and each published one its
 * answer: two of three by a rule, one of five changed.
 */
export async function fillDrafts(db: Db): Promise<void> {
  await db.write((tx) => {
    tx.statement(DRAFTS).run(DRAFT);
    tx.statement(HISTORY).run();
    sealAudit((sql) => tx.statement(sql));
    tx.statement(ANSWERS).run(DRAFT, `${DRAFT}!`);
  });
}

const DRAFTS = `insert into responses (item_id, draft_text, status, problems, model, prompt_hash, regenerate_count,
  publish_retry_count, edit_history, created_at, updated_at)
  select id, ?, 'draft', '[]', 'none', '', 0, 0, '[]', created_at, created_at from items where status = 'pending_review'`;

const HISTORY = `insert into audit (at, actor, action, item_id)
  select created_at, 'task:generate_response', 'wait', id from items where status = 'pending_review'`;

const ANSWERS = `insert into responses (item_id, draft_text, final_text, status, problems, model, prompt_hash,
  regenerate_count, approved_by, approved_at, published_by, published_at, moderation, publish_retry_count, edit_history,
  created_at, updated_at, platform, brand_id)
  select id, ?, iif(id % 5 = 0, ?, null), 'published', '[]', 'none', '', 0, who, published_at, who, published_at, 'live', 0,
    '[]', created_at, created_at, platform, brand_id
  from (select *, iif(id % 3 = 0, 'person:anna', 'rule:5★') as who from items where status = 'published')`;
