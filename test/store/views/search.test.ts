import fc from "fast-check";
import { expect, test } from "vitest";
import { terms } from "../../../src/domain/wording/russian.ts";
import { hasAll, searchable, wantedIn } from "../../../src/domain/wording/search-words.ts";
import type { Db, Tx } from "../../../src/store/db.ts";
import { archiveBatch } from "../../../src/store/tables/archive.ts";
import { moveItem, saveBuyerWords, type NewItem } from "../../../src/store/tables/items.ts";
import { setMeta } from "../../../src/store/tables/meta.ts";
import { indexEarlier } from "../../../src/store/tables/search-index.ts";
import { fillInDetails } from "../../../src/store/tables/unknown-details.ts";
import { search } from "../../../src/store/views/search.ts";
import { storeNew } from "../../support/items.ts";
import { tempDb } from "../../support/temp.ts";

/** The ids that a search finds; undefined when everything fits. */
async function found(db: Db, typed: string): Promise<number[] | undefined> {
  const hits = await search(db, terms(typed));
  return hits?.ids?.toSorted((a, b) => a - b);
}

const store = (db: Db, ...items: Partial<NewItem>[]): Promise<number[]> =>
  db.write((tx) => items.map((item) => storeNew(tx, item)));

/** Makes the stored items those of a version without the index. */
function forgetIndex(tx: Tx): void {
  tx.statement("delete from item_words").run();
  setMeta(tx, "search_from", (tx.statement("select max(id) from items").pluck().get() as number) + 1);
}

test("a search finds an item by anything a manager knows about it, in letters of any case", async () => {
  const db = tempDb();
  const [id = 0] = await store(
    db,
    {
      account: "ozon-kids",
      sku: "Б-77",
      productName: "Куртка Зимняя",
      clientName: "Пётр",
      text: "Тёплая ВЕЩЬ 👍",
      pros: "мягкая",
      cons: "Молния заедает",
    },
    { productName: "Платье" },
  );
  const known = "тепл|ТЁПЛАЯ вещь|вещь куртка|мягк|молнией|зимние куртки|б-77|ozon-k|петр|Пётр|👍|отзывы петр";
  for (const typed of [...known.split("|"), `#${id}`, String(id)]) expect(await found(db, typed), typed).toEqual([id]);
  for (const typed of ["zzzz", "куртка платье", "олния", `#${id}0`, "вопрос"])
    expect(await found(db, typed), typed).toEqual([]);
});

test("signs, half an emoji and the index's own language are no words of a search", async () => {
  const db = tempDb();
  const [id = 0] = await store(db, { text: "Куртка \ud83d AND" }, {});
  for (const typed of ["", "!!!", '"', "*", "%", "\ud83d"]) expect(await found(db, typed), typed).toBeUndefined();
  for (const typed of ["куртка \udc4d", '"куртка*', "курт(ка", "AND"])
    expect(await found(db, typed), typed).toEqual(typed === "курт(ка" ? [] : [id]);
});

test("the items of an earlier version are found before they are in the index, meanwhile and afterwards", async () => {
  const db = tempDb();
  const ids = await store(db, ...Array.from({ length: 120 }, (_, i) => ({ text: i % 2 === 0 ? "Платье" : "Шапка" })));
  await db.write(forgetIndex);
  const [late = 0] = await store(db, { text: "платьем" });
  const dresses = [...ids.filter((_, i) => i % 2 === 0), late];
  expect(await found(db, "платья")).toEqual(dresses);
  expect(await db.write((tx) => indexEarlier(tx, 50))).toBe(true);
  expect(await found(db, "платья")).toEqual(dresses);
  while (await db.write((tx) => indexEarlier(tx, 50)));
  expect(await found(db, "платья")).toEqual(dresses);
  expect(db.statement("select count(*) from meta where key = 'search_from'").pluck().get()).toBe(0);
  expect(db.statement("select count(*) from item_words").pluck().get()).toBe(121);
  expect(db.statement("pragma integrity_check").pluck().get()).toBe("ok");
});

const WORDS = [
  "платье",
  "Платья",
  "ПЛАТЬЕМ",
  "скидка",
  "скидок",
  "тёплый",
  "теплая",
  "A-12",
  "👍",
  "\ud83d",
  "рукав,рукава",
];
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((words) => words.join(" "));
const step = fc.record({
  action: fc.constantFrom("store", "store", "edit", "learn", "archive", "forget", "index"),
  at: fc.nat(),
  text,
  name: fc.option(text),
});

/** All items that have the words, read one by one. */
function scanned(db: Db, typed: string): number[] {
  type Row = Record<string, string | null> & { id: number };
  const rows = db.statement("select * from items order by id").all() as Row[];
  const wanted = wantedIn(terms(typed));
  const columns = ["account", "sku", "product_name", "client_name", "client_text", "pros", "cons"];
  const said = (row: Row) => ["отзыв", String(row.id), ...columns.map((name) => row[name])].join("\n");
  return rows.filter((row) => hasAll([`#${row.id}`, ...searchable(said(row))], wanted)).map(({ id }) => id);
}

test("the index finds what reading all items finds, after any stores, edits, look-ups and archiving", async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30, size: "max" }), async (steps) => {
      const db = tempDb();
      for (const { action, at, text, name } of steps) {
        await db.write((tx) => {
          const ids = tx.statement("select id from items order by id").pluck().all() as number[];
          const id = ids[at % Math.max(ids.length, 1)];
          if (action === "store" || id === undefined) return void storeNew(tx, { text, clientName: name });
          if (action === "edit") return saveBuyerWords(tx, id, { text, pros: name, cons: null, rating: 1 }, 1);
          if (action === "forget") return forgetIndex(tx);
          if (action === "index") return void indexEarlier(tx, 2);
          if (action === "learn")
            return fillInDetails(tx, id, { sku: name, productName: text, photos: [], incomplete: false }, 1);
          for (const event of ["analyze", "drafted", "skip"] as const) moveItem(tx, id, event, 1);
          return void archiveBatch(tx, { before: 1, moderatedSince: 0 }, 10, 1);
        });
      }
      for (const typed of ["платья", "плать", "скидку", "теплое", "a-1", "👍 платье", "рукавом", "отзыв", "#3", "1"]) {
        const wanted = scanned(db, typed);
        expect(await found(db, typed), typed).toEqual(wanted);
        hits += wanted.length;
      }
      db.close();
    }),
    { numRuns: 25 },
  );
  expect(hits).toBeGreaterThan(200);
});
