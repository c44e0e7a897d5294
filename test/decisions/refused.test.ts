/** The messages that a person reads when a decision is refused. */
import { describe, expect, onTestFinished, test } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import { whyNot } from "../../src/domain/refused-decision.ts";
import { InternalError } from "../../src/base/errors.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { storeNew, storeWaiting } from "../support/items.ts";
import { newDatabase } from "../support/temp.ts";

const ME = "person:test";

/** One item that waits for a person; with `draft` null it has no answer yet. */
async function openWith(draft: string | null): Promise<Core> {
  const core = openCore(testConfig({ database: newDatabase() }), { clock: fakeClock() });
  onTestFinished(() => core.close());
  await core.db.write((tx) => (draft === null ? storeNew(tx) : storeWaiting(tx, {}, { text: draft })));
  return core;
}

/** The refusal in both languages. */
async function said(decision: () => unknown): Promise<string[]> {
  try {
    await decision();
  } catch (error) {
    return (["ru", "en"] as const).map((locale) => whyNot(error)(textsOf(locale)));
  }
  throw new Error("it was carried out");
}

describe("refused decisions", () => {
  test("an answer that is too long or too short is refused with its length and the marketplace's limits", async () => {
    const { decisions } = await openWith("Спасибо!");
    expect(await said(() => decisions.edit(1, "я".repeat(5100), ME))).toEqual([
      "длина ответа 5100, а нужно от 2 до 5000 символов: измените его",
      "the length is 5100, and 2 to 5000 characters are needed: change it",
    ]);
  });

  test("another version of the answer than the one that was read is refused in the manager's words", async () => {
    const { decisions } = await openWith("Спасибо!");
    expect(await said(() => decisions.approve(1, ME, 2))).toEqual([
      "ответ изменился, пока вы смотрели: прочитайте его ещё раз",
      "the answer changed while you were looking: read it again",
    ]);
  });

  test("a state that does not allow the decision is named as on the screen", async () => {
    const { decisions } = await openWith("Спасибо!");
    expect(await said(() => decisions.retry(1, ME))).toEqual([
      "ошибки нет, повторять нечего: «ждёт решения»",
      "no error, nothing to retry: “waits for you”",
    ]);
    await decisions.approve(1, ME);
    expect((await said(() => decisions.escalate(1, ME)))[0]).toBe("так сейчас нельзя: «одобрен»");
    const notEditable = "сейчас менять нельзя: «одобрен»; одобренный сначала верните";
    expect((await said(() => decisions.edit(1, "Благодарим!", ME)))[0]).toBe(notEditable);
    expect((await said(() => decisions.regenerate(1, "теплее", ME)))[0]).toBe(notEditable);
  });

  test("a missing answer and a missing item are reported in the manager's words", async () => {
    const { decisions } = await openWith(null);
    expect((await said(() => decisions.approve(1, ME)))[0]).toMatch(/^ответа ещё нет/);
    expect((await said(() => decisions.skip(404, ME)))[0]).toMatch(/^этого здесь больше нет/);
  });

  test("a sixth redraft is refused in the manager's words", async () => {
    const { decisions, db } = await openWith("Спасибо!");
    await db.write((tx) => void tx.statement("update responses set regenerate_count = 5").run());
    expect((await said(() => decisions.regenerate(1, "теплее", ME)))[0]).toMatch(/^переписано уже 5 раз/);
  });

  test("retrying a waiting job, cancelling an ended one and deciding on an item's job are refused", async () => {
    const core = await openWith("Спасибо!");
    const change = (verb: "retry" | "cancel", id: number) =>
      verb === "retry" ? core.decisions.retryJobs([id], ME) : core.decisions.cancelJobs([id], ME);
    const id = await core.db.write((tx) => core.enqueue(tx, "office_heartbeat", {}).id);
    expect((await said(() => change("retry", id)))[0]).toMatch(/^повторить можно только .*: «в очереди»$/);
    await change("cancel", id);
    expect((await said(() => change("cancel", id)))[0]).toMatch(/^отменить можно только .*: «отменено»$/);
    await core.decisions.approve(1, ME);
    expect((await said(() => change("retry", id + 1)))[0]).toBe("это работа над #1: решайте во входящих");
    expect((await said(() => change("retry", 404)))[0]).toMatch(/^этого задания больше нет/);
  });
});

test("the command line shows a refusal in English with a hint", async () => {
  const core = await openWith("Спасибо!");
  expect(() => requireItem(core.db, 404)).toThrow("there is no item 404");
  await expect(core.decisions.retry(1, ME)).rejects.toMatchObject({
    message: 'item 1 is "pending_review", not "error": there is nothing to retry',
    code: "item.not_failed",
    hint: "See: reputation show 1",
  });
});

test("a fault is shown as a fault, with the program's own message for the administrator", async () => {
  const fault = new InternalError("database x: database is locked", { code: "store.busy" });
  expect(await said(() => Promise.reject(fault))).toEqual([
    "База данных программы недоступна или повреждена. Сообщите администратору. Для администратора: database x: database is locked",
    "The program's database is damaged or cannot be used. Tell the administrator. For the administrator: database x: database is locked",
  ]);
  expect((await said(() => Promise.reject(new TypeError("x is undefined"))))[0]).toMatch(
    /^В программе случилась ошибка/,
  );
});
