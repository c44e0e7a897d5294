/** A person decides on the screens, on the real store. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { editInEditor } from "../../src/cli/answer-editor.ts";
import { processIo } from "../../src/cli/terminal/io.ts";
import type { Config } from "../../src/config/schema.ts";
import { planSchedules } from "../../src/schedule/plan.ts";
import type { Tx } from "../../src/store/db.ts";
import { moveItem, requireItem } from "../../src/store/tables/items.ts";
import { insertJob, listJobs, requireJob } from "../../src/store/tables/jobs.ts";
import { saveSchedules } from "../../src/store/tables/schedules.ts";
import {
  countPublishFailure,
  markApproved,
  markFailed,
  saveDraft,
  saveEdit,
} from "../../src/store/tables/responses.ts";
import { openScreens, type OpenScreens } from "../support/screens.ts";
import { tempFolder } from "../support/temp.ts";
import { turns } from "../support/terminal-double.ts";

const PAGE_DOWN = "\u001B[6~";
const statusOf = ({ core }: OpenScreens, id: number): string => requireItem(core.db, id).status;

test("a long review can be scrolled, and its answer is approved only once it has been read", async () => {
  const screens = await openScreens({
    items: [{ text: "Расскажу подробно, как было дело. ".repeat(90) }],
    columns: 80,
    rows: 24,
  });
  screens.type("2");
  await screens.shows("› 1");
  screens.type("\r");
  await screens.shows("▼ дальше");
  screens.type("a");
  await screens.shows("сначала прочитайте ответ");
  screens.type(PAGE_DOWN);
  await screens.shows(/▼ дальше.*\(3[56]/u);
  screens.type(PAGE_DOWN);
  await screens.shows("Спасибо за отзыв 0!");
  screens.type(PAGE_DOWN);
  await screens.shows("▲ к началу: PgUp");
  await screens.pause();
  screens.type("a");
  await screens.shows("✓ #1 одобрен · ! Демон не запущен, ничего не публикуется: reputation daemon");
  expect(screens.screen.overflows).toEqual([]);
});

test.each([
  ["", "✗ #1: ошибки нет, повторять нечего: «ждёт решения»"],
  ["locale: en\n", "✗ #1: no error, nothing to retry: “waits for you”"],
])("why a decision is not carried out is said in the manager's language (%j)", async (settings, said) => {
  const screens = await openScreens({ settings });
  screens.type("2");
  await screens.shows("› 1");
  screens.type("R");
  await screens.shows(said);
});

test("a question comes before several answers are published: it counts what has been read, and a no keeps the marks", async () => {
  const items = Array.from({ length: 9 }, (_, i) => ({ text: `Отзыв ${i}. `.repeat(30) }));
  const screens = await openScreens({ items, columns: 80, rows: 24 });
  screens.type("2");
  await screens.shows("› 1");
  for (let i = 1; i <= 9; i++) {
    screens.type(" ");
    await screens.shows(`отмечено: ${i}`);
  }
  screens.type("a");
  await screens.shows(/Опубликовать ответы, [1-8] из 9\? Остальные не прочитаны: PgDn/u);
  await screens.shows("y да  n нет  PgDn PgUp листать");
  screens.type("n");
  await screens.shows("! Ничего не опубликовано");
  screens.type("3");
  await screens.shows("[3 Очередь]");
  screens.type("2");
  await screens.shows("отмечено: 9");
  await screens.pause();
  screens.type("a");
  for (let page = 0; page < 8 && !screens.screen.text().includes("все 9?"); page++) {
    await screens.shows("из 9?");
    screens.type(PAGE_DOWN);
    await turns();
  }
  await screens.shows("Опубликовать ответы, все 9? y — да");
  screens.type("y");
  await screens.shows("✓ одобрено: 9");
  expect(screens.screen.overflows).toEqual([]);
});

test("a question comes before an answer is published in which checks have found something", async () => {
  const problems = [{ rule: "phone", message: "В ответе есть номер телефона." }];
  const draft = { text: "Звоните: 8 800 555-35-35", problems, model: "m", promptHash: "h" };
  const screens = await openScreens({ prepare: (tx) => saveDraft(tx, 1, draft, 0) });
  screens.type("2");
  await screens.shows("! В ответе есть номер телефона.");
  screens.type("a");
  await screens.shows("Опубликовать этот ответ? y — да");
  await screens.shows("! В ответе есть номер телефона.");
  expect(statusOf(screens, 1)).toBe("pending_review");
  // The key under y on a Russian keyboard.
  screens.type("н");
  await screens.shows("✓ #1 одобрен");
  expect(statusOf(screens, 1)).toBe("approved");
});

test("an item without an answer cannot be approved, and nothing is asked", async () => {
  const prepare = (tx: Tx): void => {
    tx.statement("delete from responses").run();
    tx.statement("update items set status = 'error'").run();
  };
  const screens = await openScreens({ prepare });
  screens.type("2");
  await screens.shows("Ответа пока нет.");
  screens.type("a");
  await screens.shows("✗ #1: сначала прочитайте ответ до конца");
  expect(statusOf(screens, 1)).toBe("error");
});

test("an answer that has changed since it was read is not approved until it has been read again", async () => {
  const screens = await openScreens({ items: [{ rating: 5 }] });
  screens.type("2");
  await screens.shows("Спасибо за отзыв 0!");
  // A colleague is faster; the screens have not looked since.
  await screens.core.decisions.edit(1, "Другой текст", "person:boris");
  screens.type("a");
  await screens.shows("✗ #1: ответ изменился, пока вы смотрели: прочитайте его ещё раз");
  await screens.shows("Другой текст");
  expect(statusOf(screens, 1)).toBe("pending_review");
  await screens.pause();
  screens.type("a");
  await screens.shows("✓ #1 одобрен");
});

test("an item whose answer has changed since it was read is not skipped before the person has seen the new one", async () => {
  const screens = await openScreens({ items: [{ rating: 5 }] });
  screens.type("2");
  await screens.shows("Спасибо за отзыв 0!");
  await screens.core.decisions.edit(1, "Другой текст", "person:boris");
  screens.type("s");
  await screens.shows("✗ #1: ответ изменился, пока вы смотрели: прочитайте его ещё раз");
  await screens.shows("Другой текст");
  await screens.pause();
  screens.type("s");
  await screens.shows("✓ #1 пропущен");
});

test("a refused text from the editor is kept, and the editor goes on with it", async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, "editor"), `cp "$1" "${folder}/seen"; printf 'длинно %.0s' $(seq 900) > "$1"`);
  const io = { ...processIo(), env: { EDITOR: `sh ${folder}/editor` } };
  const refused = new Map<number, string>();
  const screens = await openScreens({
    editorOf: (core) => ({
      edit: (id) => editInEditor({ io, actor: "person:anna" }, core, id, refused),
      keeps: (id) => refused.has(id),
    }),
  });
  screens.type("2");
  await screens.shows("› 1");
  screens.type("e");
  await screens.shows("✗ #1");
  await screens.shows("ваш текст сохранён, e — продолжить");
  expect(readFileSync(join(folder, "seen"), "utf8")).toContain("Спасибо за отзыв 0!");
  await screens.pause();
  screens.type("e");
  await expect.poll(() => readFileSync(join(folder, "seen"), "utf8")).toContain("длинно длинно");
});

test("a warning comes before another draft replaces a person's text, and the text stays in the history", async () => {
  const edited = { text: "Мой текст", problems: [], by: "person:anna" };
  const screens = await openScreens({ prepare: (tx) => saveEdit(tx, 1, edited, 0) });
  screens.type("2");
  await screens.shows("изменён человеком");
  screens.type("d");
  await screens.shows("! Текст изменён человеком. Новый черновик его заменит");
  screens.type("короче");
  await screens.shows("Как переписать: короче");
  screens.type("\r");
  await screens.shows("✓ #1 переписывается");
  await screens.shows("… переписывается: новый текст появится здесь");
  await screens.shows("попросили переписать");
  const regenerated = { by: "person:anna", instructions: "короче" };
  const draft = { text: "Новый текст", problems: [], model: "m", promptHash: "h", regenerated };
  await screens.core.db.write((tx) => {
    saveDraft(tx, 1, draft, screens.clock.now());
    tx.statement("update jobs set state = 'done', finished_at = 1").run();
  });
  await screens.clock.advance(1000);
  await screens.shows("Новый текст");
  await screens.shows(/вместо прежнего текста:\s+«Мой текст»/u);
  expect(screens.screen.text()).not.toContain("… переписывается");
});

test("an approved answer that does not get out is listed, and can be tried again or taken back", async () => {
  const job = { kind: "send_response", lane: "publish_wb", args: { item_id: 1 }, priority: 0, maxAttempts: 5 };
  const rest = { itemId: 1, account: null, scheduledFor: null, key: "send_response:1", runAt: 4e12 };
  const prepare = (tx: Tx): void => {
    moveItem(tx, 1, "approve", 0);
    markApproved(tx, 1, "person:anna", 0);
    countPublishFailure(tx, 1, "Площадка не отвечает. Программа попробует ещё раз сама.", 0);
    insertJob(tx, { ...job, ...rest }, 0);
  };
  const screens = await openScreens({ items: [{}, {}], prepare });
  await screens.shows(/С ошибкой или не отправлены +! 1/u);
  screens.type("2");
  await screens.shows(/› 1 .*не отправлен/u);
  await screens.shows("✗ Площадка не отвечает.");
  await screens.shows("! не отправлено: 1");
  screens.type("/ошибка\r");
  await screens.shows("/ошибка · найдено: 1");
  screens.type("R");
  await screens.shows("✓ #1 одобрен, поставлено в очередь");
  expect(requireJob(screens.core.db, 1)).toMatchObject({ state: "ready" });
  screens.type("u");
  await screens.shows("✓ #1 ждёт решения");
  expect(statusOf(screens, 1)).toBe("pending_review");
});

test("one R retries everything that failed alike, except what has been dealt with since", async () => {
  const failed = (tx: Tx, kind: string, key: string, itemId: number | null, account: string | null): number => {
    const job = { kind, key, lane: "publish_wb", args: {}, priority: 0, runAt: 0, maxAttempts: 1, scheduledFor: null };
    const { id } = insertJob(tx, { ...job, itemId, account }, 0);
    const failing =
      "update jobs set state = 'failed', error_code = 'auth.key', error = 'no', finished_at = ? where id = ?";
    tx.statement(failing).run(Date.parse("2026-11-24T08:59:00Z"), id);
    return id;
  };
  let polls: number[] = [];
  const prepare = (tx: Tx): void => {
    for (const id of [1, 2]) {
      moveItem(tx, id, "approve", 0);
      markApproved(tx, id, "person:anna", 0);
      markFailed(tx, id, "Площадка не принимает ключ кабинета.", 0);
    }
    for (const id of [1, 2, 3]) failed(tx, "send_response", `send_response:${id}`, id, null);
    polls = [1, 2].map(() => failed(tx, "poll_wb_reviews", "poll_wb_reviews:wb-main", null, "wb-main"));
  };
  const screens = await openScreens({ items: [{}, {}, {}], prepare });
  const { db } = screens.core;
  screens.type("5");
  await screens.shows(/› 5 .*wb-main.*Площадка не принимает ключ кабинета/u);
  screens.type("R");
  await screens.shows("✓ начато заново: 3");
  expect(screens.screen.text()).not.toContain("✗");
  const live = listJobs(db, { limit: 100 }).filter(({ finished_at }) => finished_at === null);
  const wanted = ["poll_wb_reviews:wb-main", "send_response:1", "send_response:2"];
  expect(new Set(live.map(({ key }) => key))).toEqual(new Set(wanted));
  expect(live).toHaveLength(wanted.length);
  expect(live.map(({ id }) => id)).toContain(polls[1]);
  await db.write((tx) => {
    for (const id of [1, 2]) moveItem(tx, id, "undo", 0);
    tx.statement("delete from jobs where key like 'poll%'").run();
  });
  await screens.clock.advance(1000);
  await screens.shows(/› 3 .*wb-main/u);
  await screens.pause();
  screens.type("R");
  await screens.shows("! Повторять нечего");
});

test("schedules are paused, resumed and run from their screen, and each says when it comes next", async () => {
  const prepare = (tx: Tx, config: Config): void => {
    saveSchedules(tx, planSchedules(config), () => Date.parse("2026-11-24T10:00:00Z"), 0);
  };
  const screens = await openScreens({ prepare });
  const { db } = screens.core;
  screens.type("4");
  await screens.shows(/Расписаний: \d+ · ! Демон не запущен/u);
  screens.type("/отзывы\r");
  await screens.shows(/› опрос: отзывы Wildberries · wb-main .*включено/u);
  screens.type("\r");
  await screens.shows("0 */5 * * * * · Europe/Moscow · включено");
  screens.type("p");
  await screens.shows("✓ poll_wb_reviews:wb-main на паузе");
  await screens.shows("0 */5 * * * * · Europe/Moscow · ‖ на паузе");
  await screens.pause();
  screens.type("p");
  await screens.shows("✓ poll_wb_reviews:wb-main включено");
  screens.type("n");
  await screens.shows("✓ poll_wb_reviews:wb-main поставлено в очередь");
  expect(listJobs(db, { limit: 10 })).toMatchObject([{ kind: "poll_wb_reviews", account: "wb-main", state: "ready" }]);
});

test("S and T ask for words, which stand with the item and in its history", async () => {
  const screens = await openScreens({ items: [{ rating: 5 }, { rating: 5 }] });
  screens.type("2");
  await screens.shows("Спасибо за отзыв 0!");
  await screens.pause();
  screens.type("Е");
  await screens.shows("Кому: почему");
  screens.type("Анна: нужен возврат");
  await screens.shows("Кому: почему: Анна: нужен возврат");
  screens.type("\r");
  await screens.shows("передан → Анна");
  expect(requireItem(screens.core.db, 1)).toMatchObject({ handed_to: "Анна", reason: "нужен возврат" });
  await screens.pause();
  screens.type("S");
  await screens.shows("Почему пропустить");
  screens.type("спам");
  screens.type("\r");
  await screens.shows("пропущен");
  const skipped = [1, 2].map((id) => requireItem(screens.core.db, id)).find(({ status }) => status === "skipped");
  expect(skipped).toMatchObject({ reason: "спам" });
});
