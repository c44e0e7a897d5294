/** Learning from the answers that a shop gave before this program: at the marketplaces, and in files. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import { DAY_MS } from "../../src/base/clock.ts";
import { ITEM_TYPES, PLATFORMS } from "../../src/domain/platform.ts";
import type { SandboxRecord } from "../../src/sandbox/record.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { learnFromFile } from "../../src/tasks/learning/file.ts";
import { learnFrom } from "../../src/tasks/learning/learn.ts";
import type { Learned } from "../../src/tasks/learning/tally.ts";
import { testApp } from "../support/app.ts";
import { tempFolder } from "../support/temp.ts";

const ANSWER = "Здравствуйте! Спасибо за отзыв, рады, что вещь подошла вам по размеру.";
const SHOP: SampleItem[] = PLATFORMS.flatMap((platform): SampleItem[] => [
  { id: `${platform} r`, platform, rating: 5, text: "Размер подошёл", answer: `${ANSWER} ${platform}`, sku: "OM-1001" },
  {
    id: `${platform} q`,
    platform,
    itemType: "question",
    rating: null,
    text: "Размер какой?",
    answer: "Размер указан.",
    sku: "OK-2001",
  },
  { id: `${platform} open`, platform, rating: 2, text: "Маломерит", sku: "OM-1001" },
]);

/** Every list of every account. */
async function learnAll(app: App, save: boolean): Promise<Learned[]> {
  const since = app.clock.now() - 60 * DAY_MS;
  const all: Learned[] = [];
  for (const account of app.config.accounts)
    for (const itemType of ITEM_TYPES)
      all.push(
        await learnFrom(app.deps, { account, itemType, since, save }, new AbortController().signal, () => undefined),
      );
  return all;
}

const total = (all: Learned[]) =>
  all.flatMap(({ brands }) => Object.values(brands)).reduce((sum, count) => sum + count, 0);
const rows = ({ db }: App, columns: string) =>
  db.statement(`select ${columns} from past_answers order by id`).raw().all();

/** How often Ozon was asked for the comments on a review. */
async function lookUps({ baseUrls }: Sandbox): Promise<number> {
  const record = await fetch(new URL("/_sandbox/record", baseUrls.ozon));
  const { requests } = (await record.json()) as SandboxRecord;
  return requests.ozon["POST /v1/review/comment/list"] ?? 0;
}

test("a look stores nothing; saving keeps each answer once, with brand, topic and times, and makes no item and no job", async () => {
  const { app, sandbox } = await testApp({ items: SHOP });
  expect(total(await learnAll(app, false))).toBe(6);
  expect(rows(app, "*")).toEqual([]);
  expect(total(await learnAll(app, true))).toBe(6);
  const again = await learnAll(app, true);
  expect([total(again), again.reduce((sum, { skipped }) => sum + skipped.known, 0)]).toEqual([0, 6]);
  expect(
    rows(app, "platform, item_type, brand_id, rating, category, source, weight, answered_at - reviewed_at"),
  ).toEqual(
    PLATFORMS.flatMap((platform) => [
      // Only Ozon tells when a review was answered.
      [platform, "review", "ohana_market", 5, "sizing", "marketplace", 1, platform === "ozon" ? 3_600_000 : null],
      [platform, "question", "ohana_kids", null, "sizing", "marketplace", 1, 3_600_000],
    ]),
  );
  expect(app.db.statement("select (select count(*) from items) + (select count(*) from jobs)").pluck().get()).toBe(0);
  expect(sandbox.world.items().filter(({ received }) => received.length > 0)).toHaveLength(6);
});

test("what this program has sent itself is not learned", async () => {
  const { app } = await testApp({ items: [SHOP[2]!], settings: { approval: { undo_window: "0s", rules: [] } } });
  await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
  await app.runner.drain();
  await app.decisions.approve(1, "person:anna");
  await app.runner.drain();
  const [wb] = await learnAll(app, true);
  expect(wb).toMatchObject({ brands: {}, skipped: { ours: 1 } });
  expect(rows(app, "source")).toEqual([["here"]]);
});

test("a run that was stopped keeps what it has read, and the next one asks no more about it", async () => {
  const items = Array.from({ length: 150 }, (_, at): SampleItem => ({
    ...SHOP[3]!,
    id: `o${at}`,
    text: `Размер подошёл ${at}`,
  }));
  const { app, sandbox } = await testApp({ items });
  const account = app.config.accounts.find(({ platform }) => platform === "ozon")!;
  const lesson = { account, itemType: "review", since: app.clock.now() - 60 * DAY_MS, save: true } as const;
  const stop = new AbortController();
  await expect(learnFrom(app.deps, lesson, stop.signal, () => stop.abort())).rejects.toThrow();
  expect(rows(app, "id")).toHaveLength(100);
  const before = await lookUps(sandbox);
  expect(await learnFrom(app.deps, lesson, new AbortController().signal, () => undefined)).toMatchObject({
    brands: { ohana_market: 50 },
    skipped: { known: 100 },
  });
  expect((await lookUps(sandbox)) - before).toBe(50);
});

test("a file is learned by the names that exports give their columns, once however often it is read", async () => {
  const { app } = await testApp({ items: [] });
  const file = join(tempFolder(), "answers.csv");
  writeFileSync(
    file,
    [
      "Выгрузка ответов",
      "Дата;Артикул WB;Количество звезд;Текст отзыва;Достоинства;Ответ;Дата ответа",
      "24.10.2026 09:30;555;2;Маломерит;ткань;Здравствуйте! Жаль, что размер не подошёл.;25.10.2026",
      "24.10.2026;555;5;Отлично;;;",
      "24.10.2026;555;семь;Отлично;;Спасибо!;",
    ].join("\r\n"),
  );
  const lesson = { file, brand: "ohana_market", account: "", platform: null, save: true };
  const read = await learnFromFile(app.deps, lesson);
  expect(read).toMatchObject({ brands: { ohana_market: 1 }, skipped: { unanswered: 1, unreadable: 1 } });
  expect(await learnFromFile(app.deps, lesson)).toMatchObject({ brands: {}, skipped: { known: 1 } });
  expect(rows(app, "sku, rating, buyer_text, item_type, category, reviewed_at, answered_at")).toEqual([
    [
      "555",
      2,
      "Маломерит\nткань",
      "review",
      "sizing",
      Date.parse("2026-10-24T09:30:00+03:00"),
      Date.parse("2026-10-25T00:00:00+03:00"),
    ],
  ]);
  writeFileSync(file, "a;b\n1;2");
  await expect(learnFromFile(app.deps, lesson)).rejects.toThrow("no columns of buyers' words and answers");
});
