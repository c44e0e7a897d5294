import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDb, type Tx } from "../../src/store/db.ts";
import { moveItem, requireItem, type NewItem } from "../../src/store/tables/items.ts";
import { insertJob, listJobs, requireJob } from "../../src/store/tables/jobs.ts";
import {
  answerText,
  countPublishFailure,
  markApproved,
  markFailed,
  responseOf,
  saveDraft,
  saveEdit,
} from "../../src/store/tables/responses.ts";
import { storeWaiting } from "../support/items.ts";
import { BINARY } from "../support/binary.ts";
import { HAS_TERMINALS, openTerminal, type Terminal } from "../support/pty.ts";
import { tempFolder } from "../support/temp.ts";

const CONFIG = `database: ./reputation.db
accounts: [{id: wb-main, platform: wb, token: some-token, brand: b}]
brands: [{id: b, name: Brand}]
`;

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

/** A folder with a configuration, and a database in which these items wait for a person. */
async function openShop(items: readonly Partial<NewItem>[] = [{}]): Promise<string> {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), CONFIG);
  const db = openDb(join(cwd, "reputation.db"));
  await db.write((tx) => {
    for (const [i, item] of items.entries()) {
      const about = { productName: "Куртка", sku: "OM-1", clientName: "Анна", text: "Молния сломалась через неделю" };
      storeWaiting(tx, { ...about, brandId: "b", rating: 2, ...item }, { text: `Спасибо за отзыв ${i}!` });
    }
  });
  db.close();
  return cwd;
}

/** The same key again is taken for another press after so long. */
const longerThanARepeat = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));

async function openScreens(cwd: string, more: Partial<Parameters<typeof openTerminal>[1]> = {}): Promise<Terminal> {
  const terminal = openTerminal(["status"], { cwd, ...more });
  await terminal.shows("[1 Обзор]");
  return terminal;
}

describe.skipIf(!HAS_TERMINALS)("the screens in a terminal", { timeout: 60_000 }, () => {
  test.each<[string, (terminal: Terminal) => void, number]>([
    ["q", (terminal) => terminal.type("q"), 0],
    ["Ctrl-C", (terminal) => terminal.type("\u0003"), 130],
    ["SIGINT", (terminal) => terminal.signal("SIGINT"), 130],
    ["SIGTERM", (terminal) => terminal.signal("SIGTERM"), 143],
    ["SIGHUP", (terminal) => terminal.signal("SIGHUP"), 129],
  ])("leave it as it was after %s", async (_, end, code) => {
    const terminal = await openScreens(await openShop());
    expect(terminal.screen).toMatchObject({ alternate: true, cursorVisible: false });
    end(terminal);
    const left = await terminal.ended();
    expect(left.code).toBe(code);
    expect(left.after).toBe(left.before);
    expect(terminal.screen).toMatchObject({ alternate: false, cursorVisible: true, marksPaste: false, foreign: [] });
    expect(terminal.screen.text()).toBe("");
  });

  // The fault is put in by NODE_OPTIONS, which the binary does not take.
  test.skipIf(BINARY)("leave it as it was when the program has a fault, and say what it was", async () => {
    const cwd = await openShop();
    writeFileSync(join(cwd, "fault.cjs"), `process.once("SIGUSR2", () => { throw new Error("the sky fell"); });`);
    const terminal = await openScreens(cwd, { env: { NODE_OPTIONS: `--require ${join(cwd, "fault.cjs")}` } });
    terminal.signal("SIGUSR2");
    const left = await terminal.ended();
    expect(left.code).toBe(1);
    expect(left.after).toBe(left.before);
    expect(terminal.screen).toMatchObject({ alternate: false, cursorVisible: true, marksPaste: false, foreign: [] });
    expect(terminal.screen.text()).toContain("the sky fell");
  });

  test.each([
    ["garbage", (file: string) => writeFileSync(file, randomBytes(65_536)), "✗ Не удалось прочитать"],
    ["nothing", (file: string) => writeFileSync(file, ""), "✗ Не удалось прочитать"],
    ["no file at all", (file: string) => rmSync(file), "Молния"],
  ])("go on when the database turns to %s, say so, and can be left", async (_, harm, shown) => {
    const cwd = await openShop();
    const terminal = await openScreens(cwd);
    harm(join(cwd, "reputation.db"));
    terminal.type("2");
    await terminal.shows("[2 Входящие]");
    await terminal.shows(shown);
    terminal.type("qq");
    const left = await terminal.ended();
    expect(left).toMatchObject({ code: 0, after: left.before });
    expect(terminal.screen).toMatchObject({ alternate: false, cursorVisible: true, marksPaste: false, foreign: [] });
  });

  test("end when the terminal is gone", async () => {
    const terminal = await openScreens(await openShop());
    terminal.hangUp();
    await expect.poll(() => terminal.isAlive(), { timeout: 5000 }).toBe(false);
  });

  test.each([
    [80, 24],
    [200, 50],
  ])("draw every screen within %i×%i", async (columns, rows) => {
    const cwd = await openShop(Array.from({ length: 30 }, () => ({ text: "Очень длинный отзыв 👍🏽 ".repeat(30) })));
    const terminal = await openScreens(cwd, { columns, rows });
    for (const [key, name] of [
      ["2", "Входящие"],
      ["3", "Очередь"],
      ["4", "Расписание"],
      ["5", "Ошибки"],
      ["6", "Площадки"],
      ["1", "Обзор"],
    ]) {
      terminal.type(key ?? "");
      await terminal.shows(`[${key} ${name}]`);
      await terminal.shows("? клавиши");
      terminal.type("?");
      await terminal.shows("любая другая клавиша — назад");
      // The last of the keys, and the last of the notes.
      await terminal.shows("обновить");
      await terminal.shows(/На других экранах: (?:.*\n)*.*\)\s*\n/u);
      terminal.type(" ");
    }
    terminal.type("2");
    await terminal.shows("[2 Входящие]");
    terminal.type("\r");
    await terminal.shows("#1 wb-main отзыв ★★☆☆☆");
    expect(terminal.screen).toMatchObject({ overflows: [], foreign: [] });
  });

  test("let nothing that buyers and marketplaces write steer them", async () => {
    const hostile = (name: string): string => `${name}${ATTACKS.join("")}${name}`;
    const cwd = await openShop([
      {
        text: `${hostile("текст")}\n${"Я" + "\u0301".repeat(500)}`,
        pros: hostile("плюс"),
        cons: hostile("минус"),
        productName: hostile("товар"),
        clientName: hostile("имя"),
        sku: hostile("артикул"),
        account: hostile("кабинет"),
      },
    ]);
    const db = openDb(join(cwd, "reputation.db"));
    await db.write((tx) => {
      tx.statement("update items set error_message = ?, status = 'error'").run(hostile("ошибка"));
      tx.statement("update responses set draft_text = ?, publish_error = ?").run(hostile("ответ"), hostile("отказ"));
      tx.statement("insert into audit (at, actor, action, item_id) values (0, ?, ?, 1)").run(
        hostile("кто"),
        hostile("что"),
      );
      tx.statement(
        `insert into jobs (kind, lane, args, priority, state, run_at, attempt, excused, crashes, max_attempts, account,
          error_code, error, created_at, started_at, finished_at) values (?, 'ai', '{}', 0, 'failed', 0, 1, 0, 0, 1, ?, ?, ?, 0, 0, ?)`,
      ).run(hostile("вид"), hostile("кабинет"), hostile("код"), hostile("ошибка"), Date.now());
      tx.statement(
        `insert into polling_state (account, item_type, last_poll_error, items_fetched_total, items_fetched_last,
          consecutive_errors, last_poll_at) values ('wb-main', 'review', ?, 0, 0, 1, 1)`,
      ).run(hostile("ошибка"));
    });
    db.close();
    for (const [columns, rows] of [
      [80, 24],
      [200, 50],
    ] as const) {
      const terminal = await openScreens(cwd, { columns, rows });
      for (const key of ["2", "3", "5"]) {
        terminal.type(key);
        await terminal.shows(`[${key} `);
        await terminal.shows(/›.*(?:кабинет|#1|код)/u);
        terminal.type("\r");
        await terminal.shows(/ошибка(?:.*\n)*.*(?:История|Попытки)/u);
      }
      terminal.type("6");
      await terminal.shows(/wb-main.*ошибка/u);
      terminal.type("\r");
      await terminal.shows("✗ ошибка");
      terminal.type("q");
      await terminal.shows("Кабинетов: 1");
      terminal.type("q");
      await terminal.shows("[1 ");
      terminal.type("q");
      await terminal.ended();
      expect(terminal.screen).toMatchObject({ foreign: [], overflows: [] });
    }
  });

  test("let a long review be scrolled, and its answer be approved only once it has been read", async () => {
    const terminal = await openScreens(await openShop([{ text: "Расскажу подробно, как было дело. ".repeat(90) }]));
    terminal.type("2");
    await terminal.shows("› 1");
    terminal.type("\r");
    await terminal.shows("▼ дальше");
    terminal.type("a");
    await terminal.shows("сначала прочитайте ответ");
    terminal.type("\u001B[6~");
    await terminal.shows(/▼ дальше.*\(3[56]/u);
    terminal.type("\u001B[6~");
    await terminal.shows("Спасибо за отзыв 0!");
    terminal.type("\u001B[6~");
    await terminal.shows("▲ к началу: PgUp");
    terminal.type("a");
    await terminal.shows("✓ #1 одобрен · ! Демон не запущен, ничего не публикуется: reputation daemon");
    expect(terminal.screen.overflows).toEqual([]);
  });

  test("say in the manager's language why a decision is not carried out", async () => {
    const cwd = await openShop();
    const terminal = await openScreens(cwd);
    terminal.type("2");
    await terminal.shows("› 1");
    terminal.type("R");
    await terminal.shows("✗ #1: ошибки нет, повторять нечего: «ждёт решения»");
    writeFileSync(join(cwd, "reputation.yaml"), `${CONFIG}locale: en\n`);
    const english = openTerminal(["status"], { cwd });
    await english.shows("[1 Overview]");
    english.type("2");
    await english.shows("› 1");
    english.type("R");
    await english.shows("✗ #1: no error, nothing to retry: “waits for you”");
  });

  test("take no key for a row that has not been on the screen, however fast it comes", async () => {
    const cwd = await openShop();
    const db = openDb(join(cwd, "reputation.db"));
    const job = { kind: "noop", lane: "ai", key: null, args: {}, priority: 0, runAt: Date.now() + 3_600_000 };
    const rest = { maxAttempts: 4, itemId: null, account: null, scheduledFor: null };
    const { id } = await db.write((tx) => insertJob(tx, { ...job, ...rest }, Date.now()));
    const terminal = await openScreens(cwd);
    terminal.type("3");
    await terminal.shows("noop");
    terminal.type("2s");
    await terminal.shows("! Клавиша не учтена");
    expect(requireItem(db, id).status).toBe("pending_review");
    await longerThanARepeat();
    terminal.type("s");
    await terminal.shows("✓ #1 пропущен");
    db.close();
  });

  test("take a burst of keys in order, and decide nothing that was not on the screen", async () => {
    const cwd = await openShop(Array.from({ length: 4 }, (_, i) => ({ text: `Куртка ${i}` })));
    const terminal = await openScreens(cwd, { columns: 120, rows: 40 });
    terminal.type("2");
    // All of it has been read, so nothing else would keep it from going out.
    for (const id of ["1", "2", "3", "4"]) {
      await terminal.shows(`#${id} wb-main`);
      terminal.type("j");
    }
    terminal.type("g");
    await terminal.shows("#1 wb-main");
    terminal.type("1");
    await terminal.shows("[1 Обзор]");
    terminal.type("2");
    terminal.type("/");
    terminal.type("куртка");
    terminal.type("\r");
    terminal.type(" ");
    terminal.type(" ");
    terminal.type("a");
    terminal.type("y");
    // The last keys may find the list drawn, and then the question not yet.
    await terminal.shows("! Клавиша не учтена");
    await terminal.shows(/\/куртка · отмечено: 2 · найдено: 4|Опубликовать ответы, все 2\?/u);
    const db = openDb(join(cwd, "reputation.db"));
    for (const id of [1, 2, 3, 4]) expect(requireItem(db, id).status).toBe("pending_review");
    db.close();
  });

  test("ask before several are published, count what has been read, and keep the marks when the answer is no", async () => {
    const cwd = await openShop(Array.from({ length: 9 }, (_, i) => ({ text: `Отзыв ${i}. `.repeat(30) })));
    const terminal = await openScreens(cwd);
    terminal.type("2");
    await terminal.shows("› 1");
    for (let i = 1; i <= 9; i++) {
      terminal.type(" ");
      await terminal.shows(`отмечено: ${i}`);
    }
    terminal.type("a");
    await terminal.shows(/Опубликовать ответы, [1-8] из 9\? Остальные не прочитаны: PgDn/u);
    await terminal.shows("y да  n нет  PgDn PgUp листать");
    terminal.type("n");
    await terminal.shows("! Ничего не опубликовано");
    terminal.type("3");
    await terminal.shows("[3 Очередь]");
    terminal.type("2");
    await terminal.shows("отмечено: 9");
    terminal.type("a");
    for (let page = 0; page < 8 && !terminal.screen.text().includes("все 9?"); page++) {
      await terminal.shows("из 9?");
      terminal.type("\u001B[6~");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await terminal.shows("Опубликовать ответы, все 9? y — да");
    terminal.type("y");
    await terminal.shows("✓ одобрено: 9");
    expect(terminal.screen.overflows).toEqual([]);
  });

  test("ask before an answer goes out that checks have found something in", async () => {
    const cwd = await openShop();
    const db = openDb(join(cwd, "reputation.db"));
    const problems = [{ rule: "phone", message: "В ответе есть номер телефона." }];
    await db.write((tx) => {
      saveDraft(tx, 1, { text: "Звоните: 8 800 555-35-35", problems, model: "m", promptHash: "h" }, 0);
    });
    const terminal = await openScreens(cwd, { columns: 120 });
    terminal.type("2");
    await terminal.shows("! В ответе есть номер телефона.");
    terminal.type("a");
    await terminal.shows("Опубликовать этот ответ? y — да");
    await terminal.shows("! В ответе есть номер телефона.");
    expect(requireItem(db, 1).status).toBe("pending_review");
    terminal.type("н");
    await terminal.shows("✓ #1 одобрен");
    expect(requireItem(db, 1).status).toBe("approved");
    db.close();
  });

  test("go on to the next row after a decision, and take a key that is held down once", async () => {
    const cwd = await openShop(Array.from({ length: 5 }, () => ({})));
    const terminal = await openScreens(cwd, { columns: 120, rows: 40 });
    terminal.type("2");
    await terminal.shows("#1 wb-main");
    terminal.type("j");
    await terminal.shows("#2 wb-main");
    for (let i = 0; i < 10; i++) {
      terminal.type("s");
      await new Promise((resolve) => setTimeout(resolve, 35));
    }
    await terminal.shows("! Клавиша не учтена");
    await terminal.shows(/✓ #2 пропущен · u\sвернуть/u);
    await terminal.shows("› 3");
    await longerThanARepeat();
    terminal.type("u");
    await terminal.shows("✓ #2 ждёт решения");
    await terminal.shows("› 2");
    const db = openDb(join(cwd, "reputation.db"));
    for (const id of [1, 2, 3, 4, 5]) expect(requireItem(db, id).status).toBe("pending_review");
    db.close();
  });

  test("say before another draft takes the place of a person's text, and keep that text in the history", async () => {
    const cwd = await openShop();
    const db = openDb(join(cwd, "reputation.db"));
    await db.write((tx) => saveEdit(tx, 1, { text: "Мой текст", problems: [], by: "person:anna" }, 0));
    const terminal = await openScreens(cwd, { columns: 120, rows: 40 });
    terminal.type("2");
    await terminal.shows("изменён человеком");
    terminal.type("d");
    await terminal.shows("! Текст изменён человеком. Новый черновик его заменит");
    terminal.type("короче");
    await terminal.shows("Как переписать: короче");
    terminal.type("\r");
    await terminal.shows("✓ #1 переписывается");
    await terminal.shows("… переписывается: новый текст появится здесь");
    await terminal.shows("попросили переписать");
    const regenerated = { by: "person:anna", instructions: "короче" };
    await db.write((tx) => {
      saveDraft(tx, 1, { text: "Новый текст", problems: [], model: "m", promptHash: "h", regenerated }, Date.now());
      tx.statement("update jobs set state = 'done', finished_at = 1").run();
    });
    db.close();
    await terminal.shows("Новый текст");
    await terminal.shows(/вместо прежнего текста:\s+«Мой текст»/u);
    expect(terminal.screen.text()).not.toContain("… переписывается");
  });

  test("lead from the overview to what is counted, and back by Escape, which does not leave", async () => {
    const terminal = await openScreens(await openShop());
    for (let row = 0; row < 3; row++) terminal.type("j");
    await terminal.shows(/› С ошибкой/u);
    terminal.type("\r");
    await terminal.shows("/ошибка · найдено: 0");
    await terminal.shows("Здесь пусто.");
    terminal.type("\u001B");
    await terminal.shows("Ждут решения: 1 · ! Демон не запущен");
    terminal.type("?");
    await terminal.shows("любая другая клавиша — назад");
    terminal.type("\u001B");
    await terminal.shows("› 1");
    terminal.type("\u001B");
    await terminal.shows("[1 Обзор]");
    terminal.type("\u001B");
    await terminal.shows("! Это первый экран; выход — q");
    terminal.type("q");
    expect(await terminal.ended()).toMatchObject({ code: 0 });
  });

  test("list an approved answer that does not get out, and let it be tried again or taken back", async () => {
    const cwd = await openShop([{}, {}]);
    const db = openDb(join(cwd, "reputation.db"));
    const job = { kind: "send_response", lane: "publish", args: { item_id: 1 }, priority: 0, maxAttempts: 5 };
    const rest = {
      itemId: 1,
      account: null,
      scheduledFor: null,
      key: "send_response:1",
      runAt: Date.now() + 3_600_000,
    };
    await db.write((tx) => {
      moveItem(tx, 1, "approve", 0);
      markApproved(tx, 1, "person:anna", 0);
      countPublishFailure(tx, 1, "Площадка не отвечает. Программа попробует ещё раз сама.", 0);
      insertJob(tx, { ...job, ...rest }, 0);
    });
    const terminal = await openScreens(cwd, { columns: 120 });
    await terminal.shows(/С ошибкой или не отправлены +! 1/u);
    terminal.type("2");
    await terminal.shows(/› 1 .*не отправлен/u);
    await terminal.shows("✗ Площадка не отвечает.");
    await terminal.shows("! не отправлено: 1");
    terminal.type("/ошибка\r");
    await terminal.shows("/ошибка · найдено: 1");
    terminal.type("R");
    await terminal.shows("✓ #1 одобрен, поставлено в очередь");
    expect(requireJob(db, 1)).toMatchObject({ state: "ready" });
    terminal.type("u");
    await terminal.shows("✓ #1 ждёт решения");
    expect(requireItem(db, 1).status).toBe("pending_review");
    db.close();
  });

  test("take up all that failed alike with one R, but what has been dealt with since", async () => {
    const cwd = await openShop([{}, {}, {}]);
    const db = openDb(join(cwd, "reputation.db"));
    const now = Date.now();
    const failed = (tx: Tx, kind: string, key: string, itemId: number | null, account: string | null): number => {
      const job = { kind, key, lane: "publish", args: {}, priority: 0, runAt: now, maxAttempts: 1, scheduledFor: null };
      const { id } = insertJob(tx, { ...job, itemId, account }, now);
      tx.statement(
        "update jobs set state = 'failed', error_code = 'auth.key', error = 'no', finished_at = ? where id = ?",
      ).run(now, id);
      return id;
    };
    const polls = await db.write((tx) => {
      for (const id of [1, 2]) {
        moveItem(tx, id, "approve", 0);
        markApproved(tx, id, "person:anna", 0);
        markFailed(tx, id, "Площадка не принимает ключ кабинета.", 0);
      }
      for (const id of [1, 2, 3]) failed(tx, "send_response", `send_response:${id}`, id, null);
      return [1, 2].map(() => failed(tx, "poll_wb_reviews", "poll_wb_reviews:wb-main", null, "wb-main"));
    });
    const terminal = await openScreens(cwd, { columns: 120 });
    terminal.type("5");
    await terminal.shows(/› 5 .*wb-main.*Площадка не принимает ключ кабинета/u);
    terminal.type("R");
    await terminal.shows("✓ начато заново: 3");
    expect(terminal.screen.text()).not.toContain("✗");
    const live = listJobs(db, { limit: 100 }).filter(({ finished_at }) => finished_at === null);
    const wanted = ["poll_wb_reviews:wb-main", "send_response:1", "send_response:2"];
    expect(new Set(live.map(({ key }) => key))).toEqual(new Set(wanted));
    expect(live).toHaveLength(wanted.length);
    expect(live.map(({ id }) => id)).toContain(polls[1]);
    await db.write((tx) => {
      for (const id of [1, 2]) moveItem(tx, id, "undo", 0);
      tx.statement("delete from jobs where key like 'poll%'").run();
    });
    db.close();
    await terminal.shows(/› 3 .*wb-main/u);
    await longerThanARepeat();
    terminal.type("R");
    await terminal.shows("! Повторять нечего");
  });

  test("lead from a figure of the overview to the rows it counts", async () => {
    const cwd = await openShop();
    const db = openDb(join(cwd, "reputation.db"));
    const job = { kind: "send_response", key: null, lane: "publish", args: {}, priority: 0, runAt: 0, maxAttempts: 1 };
    await db.write((tx) => {
      insertJob(tx, { ...job, itemId: 1, account: null, scheduledFor: null }, 0);
      tx.statement("update items set status = 'published', published_at = ?").run(Date.now());
    });
    db.close();
    const terminal = await openScreens(cwd);
    for (let row = 0; row < 8; row++) terminal.type("j");
    await terminal.shows(/› Опубликовано за 24 ч +1/u);
    terminal.type("\r");
    await terminal.shows(/› \d+ .*отправка ответа.*#1/u);
    await terminal.shows("/отправка ответа · найдено: 1 / 1");
  });

  test("take no key while the window is too small to show what it would be for", async () => {
    const cwd = await openShop();
    const terminal = await openScreens(cwd, { columns: 120 });
    terminal.type("2");
    await terminal.shows("#1 wb-main");
    terminal.resize(60, 15);
    await terminal.shows("Нужно окно не меньше 80×20.");
    terminal.type("s");
    await longerThanARepeat();
    terminal.type("a");
    terminal.resize(120, 30);
    await terminal.shows("#1 wb-main");
    const db = openDb(join(cwd, "reputation.db"));
    expect(requireItem(db, 1).status).toBe("pending_review");
    db.close();
    terminal.type("\u0003");
    expect(await terminal.ended()).toMatchObject({ code: 130 });
  });

  test("take one decision of two that are pressed at once, and say so", async () => {
    const cwd = await openShop([{}, {}]);
    const terminal = await openScreens(cwd, { columns: 120 });
    terminal.type("2");
    await terminal.shows("#1 wb-main");
    terminal.type("as");
    await terminal.shows("✓ #1 одобрен");
    await terminal.shows("! Клавиша не учтена");
    const db = openDb(join(cwd, "reputation.db"));
    expect([1, 2].map((id) => requireItem(db, id).status)).toEqual(["approved", "pending_review"]);
    db.close();
  });

  test("take nothing that is pasted for commands", async () => {
    const cwd = await openShop();
    const terminal = await openScreens(cwd, { columns: 120 });
    terminal.type("2");
    await terminal.shows("#1 wb-main");
    terminal.type("\u001B[200~sxat\rs\u001B[201~");
    terminal.type("/");
    await terminal.shows("Фильтр");
    terminal.type("\u001B[200~Молния\nсломалась\u001B[201~");
    await terminal.shows("Молния сломалась▏  найдено: 1");
    const db = openDb(join(cwd, "reputation.db"));
    expect(requireItem(db, 1).status).toBe("pending_review");
    db.close();
  });

  test("keep a text that is refused for the next try", async () => {
    const cwd = await openShop();
    writeFileSync(join(cwd, "editor"), `cp "$1" "${cwd}/seen"; printf 'длинно %.0s' $(seq 900) > "$1"`);
    const terminal = await openScreens(cwd, { env: { EDITOR: `sh ${cwd}/editor` } });
    terminal.type("2");
    await terminal.shows("› 1");
    terminal.type("e");
    await terminal.shows("✗ #1");
    await terminal.shows("ваш текст сохранён, e — продолжить");
    await longerThanARepeat();
    terminal.type("e");
    await expect.poll(() => readFileSync(join(cwd, "seen"), "utf8"), { timeout: 5000 }).toContain("длинно длинно");
  });

  test("lend the terminal to the editor, and take it back", async () => {
    const cwd = await openShop();
    const editor = `stty -a > "${cwd}/stty"; cp "$1" "${cwd}/notes"; echo "Другой ответ" > "$1"`;
    writeFileSync(join(cwd, "editor"), editor);
    const terminal = await openScreens(cwd, { env: { EDITOR: `sh ${cwd}/editor` } });
    terminal.type("2");
    await terminal.shows("› 1");
    terminal.type("e");
    await terminal.shows("✓ #1");
    terminal.type("\r");
    await terminal.shows("Другой ответ");
    expect(terminal.screen).toMatchObject({ alternate: true, foreign: [], overflows: [] });
    expect(readFileSync(join(cwd, "notes"), "utf8")).toMatch(/^Спасибо за отзыв 0!\n\n# Эта строка .*\n# Молния/u);
    terminal.type("\u0003");
    const left = await terminal.ended();
    expect(left).toMatchObject({ code: 130, after: left.before });
    expect(readFileSync(join(cwd, "stty"), "utf8").trim()).toBe(left.before);
  });

  test("find what waits far below the loaded page", async () => {
    const items = Array.from({ length: 700 }, (_, i) => ({ text: `Отзыв номер ${i}`, createdAt: i }));
    const terminal = await openScreens(await openShop([...items, { text: "Тёплая КУРТКА", createdAt: 9999 }]));
    terminal.type("2");
    await terminal.shows("Отзыв номер 5");
    terminal.type("/");
    await terminal.shows("Фильтр");
    terminal.type("куртка тепл");
    await terminal.shows("найдено: 1");
    await terminal.shows("› 701");
  });

  test("follow the window while it is resized", async () => {
    const terminal = await openScreens(await openShop());
    terminal.type("2");
    for (const [columns, rows] of [
      [200, 50],
      [100, 20],
      [80, 24],
      [120, 40],
    ] as const) {
      terminal.resize(columns, rows);
      await expect.poll(() => terminal.screen.lines()[rows - 2], { timeout: 5000 }).toContain("q назад");
      // A window that gets smaller shows the end of the frame before, until it is drawn anew.
      await expect.poll(() => terminal.screen.text().match(/\[2 Входящие\]/g), { timeout: 5000 }).toHaveLength(1);
    }
    terminal.resize(60, 15);
    await terminal.shows("Нужно окно не меньше 80×20.");
    terminal.resize(80, 24);
    await terminal.shows("[2 Входящие]");
    expect(terminal.screen.text()).not.toContain("Нужно окно");
  });

  test("colour what matters, and nothing with NO_COLOR", async () => {
    const cwd = await openShop();
    const styles = async (env: Record<string, string>): Promise<Set<string>> => {
      const terminal = await openScreens(cwd, { env });
      terminal.type("2");
      await terminal.shows("› 1");
      return terminal.screen.styles;
    };
    expect([...(await styles({}))]).toContain("7");
    expect([...(await styles({ NO_COLOR: "1" }))]).toEqual([]);
  });

  test("stay out of the alternate screen for a screen reader", async () => {
    const terminal = await openScreens(await openShop(), { env: { INK_SCREEN_READER: "true" } });
    terminal.type("2");
    await terminal.shows("Молния");
    terminal.type("qq");
    const left = await terminal.ended();
    expect(left).toMatchObject({ code: 0, after: left.before });
    expect(terminal.screen).toMatchObject({ wasAlternate: false, cursorVisible: true, marksPaste: false });
  });

  test("are shown in a terminal although CI says that nobody looks", async () => {
    await openScreens(await openShop(), { env: { CI: "true" } });
  });
});

test.skipIf(!HAS_TERMINALS)("an edited text that is refused is kept, and the command says where", async () => {
  const cwd = await openShop();
  writeFileSync(join(cwd, "editor"), `printf 'длинно %.0s' $(seq 900) > "$1"`);
  const terminal = openTerminal(["edit", "1"], { cwd, env: { EDITOR: `sh ${cwd}/editor` } });
  await terminal.shows("Your text is kept in");
  expect(await terminal.ended()).toMatchObject({ code: 1 });
  const [file = ""] = /\/\S*answer-1\.txt/.exec(terminal.screen.text().replaceAll(/\n/g, "")) ?? [];
  expect(readFileSync(file, "utf8")).toContain("длинно длинно");
  rmSync(dirname(file), { recursive: true });
});

describe.skipIf(!HAS_TERMINALS)("an editor that is open while the answer changes", { timeout: 60_000 }, () => {
  /** A shop whose editor writes "Мой текст" at first, after a colleague has stored theirs; the next time it saves as it is. */
  async function openContested(): Promise<{ cwd: string; editor: string; store: () => Promise<void> }> {
    const cwd = await openShop();
    const editor = `if [ -e "${cwd}/again" ]; then cp "$1" "${cwd}/seen"; . "${cwd}/again"; exit; fi
touch "${cwd}/opened"; while [ ! -e "${cwd}/stored" ]; do sleep 0.02; done; echo "Мой текст" > "$1"`;
    writeFileSync(join(cwd, "editor"), editor);
    const store = async (): Promise<void> => {
      await expect.poll(() => existsSync(join(cwd, "opened")), { timeout: 10_000 }).toBe(true);
      const db = openDb(join(cwd, "reputation.db"));
      await db.write((tx) => saveEdit(tx, 1, { text: "Текст Анны", problems: [], by: "person:anna" }, Date.now()));
      db.close();
      writeFileSync(join(cwd, "stored"), "");
    };
    return { cwd, editor: `sh ${cwd}/editor`, store };
  }

  const answerIn = (cwd: string): string => {
    const db = openDb(join(cwd, "reputation.db"));
    const text = answerText(responseOf(db, 1)!);
    db.close();
    return text;
  };

  test("on the screens writes nothing over; the text is kept, shown beside the answer of now, and stored when saved", async () => {
    const { cwd, editor, store } = await openContested();
    const terminal = await openScreens(cwd, { columns: 120, env: { EDITOR: editor } });
    terminal.type("2");
    await terminal.shows("› 1");
    terminal.type("e");
    await store();
    await terminal.shows(
      /✗ #1: ответ изменился, пока вы смотрели: прочитайте его ещё раз · ваш текст сохранён, e\s+— продолжить/u,
    );
    expect(answerIn(cwd)).toBe("Текст Анны");

    // Left without saving: nothing is stored, nothing is lost.
    writeFileSync(join(cwd, "again"), "true");
    await longerThanARepeat();
    terminal.type("e");
    await terminal.shows("Текст не изменён · ваш текст сохранён, e — продолжить");
    expect(readFileSync(join(cwd, "seen"), "utf8")).toMatch(
      /^Мой текст\n\n# [^]*\n# Выше ваш текст.*\n# Текст Анны\n$/u,
    );
    expect(answerIn(cwd)).toBe("Текст Анны");

    writeFileSync(join(cwd, "again"), 'touch "$1"');
    await longerThanARepeat();
    terminal.type("e");
    await terminal.shows("✓ #1 текст изменён, ждёт одобрения");
    expect(answerIn(cwd)).toBe("Мой текст");
  });

  test("of the command writes nothing over; the text goes on from a file", async () => {
    const { cwd, editor, store } = await openContested();
    const terminal = openTerminal(["edit", "1"], { cwd, env: { EDITOR: editor } });
    await store();
    await terminal.shows("has changed since it was read");
    expect(await terminal.ended()).toMatchObject({ code: 1 });
    expect(answerIn(cwd)).toBe("Текст Анны");
    const [file = ""] = /\/\S*answer-1\.txt/.exec(terminal.screen.text().replaceAll(/\n/g, "")) ?? [];
    const again = openTerminal(["edit", "1", "--file", file], { cwd });
    await again.shows("✓ #1 changed");
    expect(await again.ended()).toMatchObject({ code: 0 });
    expect(answerIn(cwd)).toBe("Мой текст");
    rmSync(dirname(file), { recursive: true });
  });

  test("and what a person has written is checked: the command says what was found, the screens ask for a yes", async () => {
    const cwd = await openShop();
    const terminal = openTerminal(["edit", "1", "--text", "Звоните: 8 800 555-35-35"], { cwd, columns: 120 });
    await terminal.shows("✓ #1 changed");
    await terminal.shows("! В ответе есть номер телефона");
    expect(await terminal.ended()).toMatchObject({ code: 0 });
    const screens = await openScreens(cwd, { columns: 120 });
    screens.type("2");
    await screens.shows("! В ответе есть номер телефона");
    screens.type("a");
    await screens.shows("Опубликовать этот ответ? y — да");
    screens.type("y");
    await screens.shows("✓ #1 одобрен");
  });
});
