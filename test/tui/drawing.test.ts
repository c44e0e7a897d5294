/** What the screens draw, as a terminal shows it. */
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Tx } from "../../src/store/db.ts";
import { saveAiHold } from "../../src/store/tables/ai-holds.ts";
import { insertJob } from "../../src/store/tables/jobs.ts";
import { openScreens } from "../support/screens.ts";

const WINDOWS = [
  [80, 24],
  [200, 50],
] as const;

/** What foreign text may hold to steer a terminal, or a reader's eye. */
const ATTACKS = [
  "\u001B]0;pwn\u0007",
  "\u001B]52;c;cHdu\u001B\\",
  "\u001B]8;;https://evil.example\u0007link\u001B]8;;\u0007",
  "\u001B[2J\u001B[1;1H\u001B[31;1m",
  "\u001B[?1049l\u001B[?25h\u001Bc\u001B[6n\u001BP1$r\u001B\\",
  "\u009B2J\u009D0;pwn\u009C\u0090q\u0085",
  "\u0000\u0007\b\u000B\u000C\u007F\r\t",
  "\u202Eгуртовар\u202C\u2066скрыто\u2069\u200F\u061C",
  "\u200B\u2060\uFEFF\u00AD\u180E\u2028\u2029",
  "宽宽宽全角　👩‍👩‍👧‍👦👍🏽🇷🇺",
  `z${"\u0300\u0301\u0302".repeat(40)}`,
];
const hostile = (name: string): string => `${name}${ATTACKS.join("")}${name}`;

test.each(WINDOWS)("every screen and its help fit into %i×%i", async (columns, rows) => {
  const items = Array.from({ length: 30 }, () => ({ text: "Очень длинный отзыв 👍🏽 ".repeat(30) }));
  const screens = await openScreens({ items, columns, rows });
  for (const [key, name] of Object.entries({
    2: "Входящие",
    3: "Очередь",
    4: "Расписание",
    5: "Ошибки",
    6: "Площадки",
    1: "Обзор",
  })) {
    screens.type(key);
    await screens.shows(`[${key} ${name}]`);
    await screens.shows("? клавиши");
    screens.type("?");
    await screens.shows("любая другая клавиша — назад");
    // The last of the keys, and the last of the notes.
    await screens.shows("обновить");
    await screens.shows(/На других экранах: (?:.*\n)*.*\)\s*\n/u);
    screens.type(" ");
  }
  screens.type("2");
  await screens.shows("[2 Входящие]");
  screens.type("\r");
  await screens.shows("#1 wb-main отзыв ★★☆☆☆");
  expect(screens.screen).toMatchObject({ overflows: [], foreign: [] });
});

const HOSTILE_ITEM = {
  text: `${hostile("текст")}\n${"Я" + "\u0301".repeat(500)}`,
  pros: hostile("плюс"),
  cons: hostile("минус"),
  productName: hostile("товар"),
  clientName: hostile("имя"),
  sku: hostile("артикул"),
  account: hostile("кабинет"),
};

function storeHostile(tx: Tx): void {
  tx.statement("update items set error_message = ?, status = 'error'").run(hostile("ошибка"));
  tx.statement("update responses set draft_text = ?, publish_error = ?").run(hostile("ответ"), hostile("отказ"));
  const audit = "insert into audit (at, actor, action, item_id) values (0, ?, ?, 1)";
  tx.statement(audit).run(hostile("кто"), hostile("что"));
  const job = `insert into jobs (kind, lane, args, priority, state, run_at, attempt, excused, crashes, max_attempts, account,
    error_code, error, created_at, started_at, finished_at) values (?, 'ai', '{}', 0, 'failed', 0, 1, 0, 0, 1, ?, ?, ?, 0, 0, ?)`;
  const failedAt = Date.parse("2026-11-24T08:59:00Z");
  tx.statement(job).run(hostile("вид"), hostile("кабинет"), hostile("код"), hostile("ошибка"), failedAt);
  const poll = `insert into polling_state (account, item_type, last_poll_error, items_fetched_total, items_fetched_last,
    consecutive_errors, last_poll_at) values ('wb-main', 'review', ?, 0, 0, 1, 1)`;
  tx.statement(poll).run(hostile("ошибка"));
}

const HISTORY = /История|Попытки/u;
const PAGE_DOWN = "\u001B[6~";

test.each(WINDOWS)("nothing that buyers and marketplaces write steers a terminal of %i×%i", async (columns, rows) => {
  const screens = await openScreens({ items: [HOSTILE_ITEM], prepare: storeHostile, columns, rows });
  for (const key of ["2", "3", "5"]) {
    screens.type(key);
    await screens.shows(`[${key} `);
    await screens.shows(/›.*(?:кабинет|#1|код)/u);
    screens.type("\r");
    await screens.shows("ошибка");
    // In the small window the history of an item is on the second page.
    if (!HISTORY.test(screens.screen.text())) screens.type(PAGE_DOWN);
    await screens.shows(HISTORY);
  }
  screens.type("6");
  await screens.shows(/wb-main.*ошибка/u);
  screens.type("\r");
  await screens.shows("✗ ошибка");
  screens.type("q");
  await screens.shows("Кабинетов: 1");
  screens.type("q");
  await screens.shows("[1 ");
  screens.type("q");
  expect(await screens.left).toBeUndefined();
  expect(screens.screen).toMatchObject({ foreign: [], overflows: [], alternate: false, cursorVisible: true });
});

test.each([
  ["garbage", (file: string) => writeFileSync(file, randomBytes(65_536)), "✗ Не удалось прочитать"],
  ["nothing", (file: string) => writeFileSync(file, ""), "✗ Не удалось прочитать"],
  ["no file at all", (file: string) => rmSync(file), "Молния"],
])("when the database turns to %s that is said, and the screens can be left", async (_, harm, shown) => {
  const screens = await openScreens();
  harm(screens.core.config.database);
  screens.type("2");
  await screens.shows("[2 Входящие]");
  await screens.shows(shown);
  screens.type("qq");
  expect(await screens.left).toBeUndefined();
});

test("a figure of the overview leads to what it counts; Escape leads back, and never out of the program", async () => {
  const screens = await openScreens();
  for (let row = 0; row < 3; row++) screens.type("j");
  await screens.shows(/› С ошибкой/u);
  screens.type("\r");
  await screens.shows("/ошибка · найдено: 0");
  await screens.shows("Здесь пусто.");
  screens.type("\u001B");
  await screens.shows("Ждут решения: 1 · ! Демон не запущен");
  screens.type("?");
  await screens.shows("любая другая клавиша — назад");
  screens.type("\u001B");
  await screens.shows("› 1");
  screens.type("\u001B");
  await screens.shows("[1 Обзор]");
  screens.type("\u001B");
  await screens.shows("! Это первый экран; выход — q");
  screens.type("q");
  expect(await screens.left).toBeUndefined();
});

test("an AI that cannot be used stands on the overview", async () => {
  const hold = {
    name: "main",
    since: 1,
    code: "llm.no_money",
    message: "HTTP 402",
    settings: "",
    probe_at: 2,
  } as const;
  const screens = await openScreens({ prepare: (tx) => saveAiHold(tx, hold) });
  await screens.shows(/ИИ +! .*деньги/u);
  screens.type("q");
  await screens.left;
});

test("the figure of what was published leads to the sends", async () => {
  const job = { kind: "send_response", key: null, lane: "publish_wb", args: {}, priority: 0, runAt: 0, maxAttempts: 1 };
  const prepare = (tx: Tx): void => {
    insertJob(tx, { ...job, itemId: 1, account: null, scheduledFor: null }, 0);
    const publishedAt = Date.parse("2026-11-24T08:59:00Z");
    tx.statement("update items set status = 'published', published_at = @at, seen_at = @at").run({ at: publishedAt });
  };
  const screens = await openScreens({ prepare });
  for (let row = 0; row < 8; row++) screens.type("j");
  await screens.shows(/› Опубликовано за 24 ч +1/u);
  screens.type("\r");
  await screens.shows(/› \d+ .*отправка ответа.*#1/u);
  await screens.shows("/отправка ответа · найдено: 1 / 1");
});

test("a search finds what waits far below the loaded page", async () => {
  const items = Array.from({ length: 700 }, (_, i) => ({ text: `Отзыв номер ${i}`, createdAt: i }));
  const screens = await openScreens({ items: [...items, { text: "Тёплая КУРТКА", createdAt: 9999 }] });
  screens.type("2");
  await screens.shows("Отзыв номер 5");
  screens.type("/");
  await screens.shows("Фильтр");
  screens.type("куртка тепл");
  await screens.clock.advance(1000);
  await screens.shows("найдено: 1");
  await screens.shows("› 701");
});

test("the screens follow the window while it is resized", async () => {
  const screens = await openScreens({ columns: 80, rows: 24 });
  screens.type("2");
  await screens.shows("[2 Входящие]");
  for (const [columns, rows] of [
    [200, 50],
    [100, 20],
    [80, 24],
    [120, 40],
  ] as const) {
    screens.resize(columns, rows);
    await screens.shows(new RegExp(`^(?:.*\\n){${rows - 2}}.*q назад`, "u"));
    expect(screens.screen.text().match(/\[2 Входящие\]/g)).toHaveLength(1);
  }
  screens.resize(60, 15);
  await screens.shows("Нужно окно не меньше 80×20.");
  screens.resize(80, 24);
  await screens.shows("[2 Входящие]");
  expect(screens.screen.text()).not.toContain("Нужно окно");
});

test("what is committed meanwhile is shown within a second, and the ages of things go on although nothing is", async () => {
  const now = Date.parse("2026-11-24T09:00:00Z");
  const screens = await openScreens({ items: [{ createdAt: now - 60_000 }] });
  screens.type("2");
  await screens.shows("1 мин назад");
  await screens.clock.advance(60_000);
  await screens.shows("2 мин назад");
  await screens.core.decisions.skip(1, "person:boris");
  await screens.clock.advance(1000);
  await screens.shows("Здесь пусто.");
});
