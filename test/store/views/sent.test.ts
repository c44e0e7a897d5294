import { expect, test } from "vitest";
import { sentPage, sentSums, type SentFilter, type SentPosition } from "../../../src/store/views/sent.ts";
import type { Db } from "../../../src/store/db.ts";
import { explaining } from "../../support/explaining.ts";
import { storeNew } from "../../support/items.ts";
import { tempDb } from "../../support/temp.ts";

const ANSWER = `insert into responses (item_id, draft_text, final_text, status, problems, model, prompt_hash, regenerate_count,
  publish_retry_count, edit_history, created_at, updated_at, approved_by, approved_at, published_at, published_by,
  moderation, publish_error, platform, brand_id)
  values (?, 'Спасибо', ?, ?, '[]', 'm', '', 0, 0, '[]', 1, 1, ?, ?, ?, ?, ?, ?, ?, 'market')`;

/** Each with its status, who approved it, when, when it was published and by whom, its moderation, and what went wrong. */
type Answer = [string, string | null, number | null, number | null, string | null, string | null, string | null];

async function store(db: Db, answers: readonly Answer[]): Promise<number[]> {
  return db.write((tx) =>
    answers.map(([status, ...rest], at) => {
      const id = storeNew(tx, { text: `номер ${at}` });
      tx.statement(ANSWER).run(id, at % 2 === 0 ? null : "Спасибо!", status, ...rest, at % 3 === 0 ? "ozon" : "wb");
      return id;
    }),
  );
}

const SENT: Answer[] = [
  ["draft", null, null, null, null, null, null],
  ["draft", null, null, null, null, null, "площадка не взяла текст"],
  ["approved", "person:anna", 10, null, null, null, null],
  ["approved", "person:anna", 20, null, null, null, "нет связи"],
  ["failed", "rule:5★", 30, null, null, null, "нет связи"],
  ["published", "rule:5★", 5, 40, "rule:5★", null, null],
  ["published", "person:oleg", 5, 40, "person:oleg", "live", null],
  ["draft", null, null, 50, "rule:5★", "rejected", "модерация"],
  ["draft", null, null, 60, "rule:5★", "live", null],
];

test("what was sent is listed by when, with who sent it and what became of it; drafts are not", async () => {
  const db = tempDb();
  const ids = await store(db, SENT);
  const rows = sentPage(db, {}, { after: undefined, limit: 20 });
  expect(rows.map(({ item_id: id, sent_at: at, sent_by: by, fate }) => [ids.indexOf(id), at, by, fate])).toEqual([
    [7, 50, "rule:5★", "rejected"],
    [6, 40, "person:oleg", "live"],
    [5, 40, "rule:5★", "pending"],
    [4, 30, "rule:5★", "unsent"],
    [3, 20, "person:anna", "unsent"],
    [2, 10, "person:anna", "leaving"],
  ]);
  const sums = { count: 6, exact: true, byRules: 3, asDrafted: 3, rejected: 1, unsent: 2 };
  expect(sentSums(db, {})).toEqual(sums);
});

test("every filter leaves what fits, its sums agree with its list, and no page loses or repeats a row", async () => {
  const db = tempDb();
  await store(db, SENT);
  const filters: SentFilter[] = [
    {},
    { platforms: ["ozon"] },
    { brands: ["market"] },
    { brands: [] },
    { by: "rules" },
    { by: "people", edited: true },
    { by: { actor: "person:anna" } },
    { fates: ["unsent", "rejected"] },
    { from: 20, before: 50 },
    { hits: { count: 9, ids: null, marks: Buffer.alloc(30, 1), first: 1 } },
  ];
  for (const filter of filters) {
    const all = sentPage(db, filter, { after: undefined, limit: 20 });
    expect(sentSums(db, filter).count, JSON.stringify(filter)).toBe(all.length);
    const paged = [];
    for (let after: SentPosition | undefined; ;) {
      const page = sentPage(db, filter, { after, limit: 1 });
      paged.push(...page.slice(0, 1));
      if (page.length < 2) break;
      after = page[0];
    }
    expect(paged).toEqual(all);
  }
  const { reader, plans } = explaining(db);
  for (const filter of filters) {
    sentPage(reader, filter, { after: { sent_at: 40, item_id: 7 }, limit: 5 });
    sentSums(reader, filter);
  }
  for (const plan of plans) expect(plan).toMatch(/^(?!.*TEMP B-TREE).*responses USING COVERING INDEX responses_sent/);
});
