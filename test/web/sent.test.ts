import { expect, test } from "vitest";
import { failSend } from "../../src/decisions/fail.ts";
import { learnOfStanding } from "../../src/decisions/standing.ts";
import { wordDiff } from "../../src/domain/wording/word-diff.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { moveItem, requireItem } from "../../src/store/tables/items.ts";
import { answerText, responseOf } from "../../src/store/tables/responses.ts";
import { personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

const ITEMS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 5, text: "Рубашка мягкая." },
  { id: "b", platform: "ozon", rating: 4, text: "Брюки длинноваты." },
  { id: "c", platform: "wb", rating: 5, text: "Свитер тёплый." },
];

test("what went out is listed with who sent it, what was changed and what became of it, and its sums agree", async () => {
  const { app, url } = await openShop(ITEMS, { approval: { undo_window: "0s", rules: [] } });
  await personWith(app, "marina", "manager");
  const browser = new Browser(url);
  await browser.signIn("marina");
  const idOf = (text: string) =>
    app.db.statement("select id from items where client_text = ?").pluck().get(text) as number;
  const [shirt, trousers, jumper] = ITEMS.map(({ text }) => idOf(text ?? "")) as [number, number, number];
  const drafted = answerText(responseOf(app.db, trousers)!);
  await app.decisions.edit(trousers, `${drafted} Ждём вас снова.`, "person:marina");
  await app.decisions.approve(trousers, "person:marina");
  await app.decisions.approve(shirt, "rule:5★");
  await app.runner.drain();
  await app.decisions.approve(jumper, "person:marina");
  await app.db.write((tx) => {
    moveItem(tx, jumper, "publish", app.clock.now());
    failSend(tx, app, jumper, { code: "marketplace.unavailable", message: "503", retryable: true });
  });
  const page = (await browser.get("/sent?period=7d")).text;
  expect(page).toMatch(
    /<b>3<\/b> ответа.*<b>1<\/b> по правилам.*<b>2<\/b> руками.*67\u00a0%.*<b>1<\/b> не отправился/s,
  );
  expect(page).toMatch(/Не отправился.*Повторить сейчас.*<ins>[^<]*Ждём вас снова\.<\/ins>.*правило «5★»/s);

  // Moderation takes the shirt's answer down: it stays in the list, with whose it was.
  const answer = { text: answerText(responseOf(app.db, shirt)!), remoteId: null, moderation: "rejected" as const };
  await app.db.write((tx) =>
    learnOfStanding(tx, app, requireItem(tx, shirt), { status: "answered", answer, buyer: null }),
  );
  const taken = (await browser.get(`/sent?period=7d&state=rejected&by=${encodeURIComponent("rule:5★")}`)).text;
  expect(taken).toMatch(/<b>1<\/b> ответ<.*Рубашка.*правило «5★».*Снят модерацией.*Исправить/s);
  expect(taken).not.toContain("Брюки");
  for (const [query, n] of [
    ["", 3],
    ["&mp=ozon", 1],
    ["&by=people", 2],
    ["&by=person:marina&edit=drafted", 1],
    ["&edit=edited", 1],
    ["&state=unsent", 1],
    ["&state=leaving", 0],
    [`&q=${encodeURIComponent("свитер")}`, 1],
    ["&from=2020-01-01&to=2020-02-01&period=days", 0],
  ] as const) {
    const { text } = await browser.get(`/sent?period=7d${query}`.replace(/period=7d(.*period=days)/, "$1"));
    expect(text.match(/<td data-l="Когда">/g)?.length ?? 0, query).toBe(n);
    if (n > 0) expect(text, query).toContain(`<b>${n}</b> ответ`);
  }

  const wish = { do: "retry", version: "1", back: "/sent?period=7d", next: "/sent?period=7d" };
  expect(await browser.post(`/items/${jumper}`, wish)).toMatchObject({ status: 303, location: wish.back });
  await app.runner.drain();
  expect(requireItem(app.db, jumper).status).toBe("published");
});

test("an answer that did not go is listed with the last reason, when it is tried again, and how often it was tried", async () => {
  const { app, sandbox, url } = await openShop(ITEMS, { approval: { undo_window: "0s", rules: [] } });
  await personWith(app, "marina", "manager");
  const browser = new Browser(url);
  await browser.signIn("marina");
  sandbox.setFaults("wb", { error_before: 1 });
  const id = app.db.statement("select id from items where client_text = 'Рубашка мягкая.'").pluck().get() as number;
  await app.decisions.approve(id, "person:marina");
  await app.runner.drain();
  const state = async (): Promise<string> =>
    /<td data-l="Состояние">(.*?)<\/td>/s.exec((await browser.get("/sent")).text)?.[1] ?? "";
  expect(await state()).toMatch(
    /Не отправился.*Площадка не отвечает\. .*Следующая попытка: \d\d:\d\d, 2-я из 4\..*Повторить сейчас/s,
  );

  await app.db.write((tx) =>
    tx.statement("update jobs set run_at = 0, max_attempts = 2 where kind = 'send_response'").run(),
  );
  await app.runner.drain();
  expect(await state()).toMatch(/Не отправился.*Площадка не отвечает.*Попыток: 2 из 2\..*Повторить сейчас/s);
});

test("a changed text is told from its draft word by word", () => {
  expect(wordDiff("Жаль, что начёс вас разочаровал.", "Жаль, что начёс доставил хлопоты.")).toEqual([
    { kind: "same", text: "Жаль, что начёс " },
    { kind: "gone", text: "вас разочаровал." },
    { kind: "new", text: "доставил хлопоты." },
  ]);
  const long = Array.from({ length: 500 }, (_, i) => `слово${i}`).join(" ");
  for (const [before, after] of [
    ["", "новое"],
    ["а б в г", "б г д"],
    [long, long.replaceAll("слово", "место")],
  ] as const) {
    const runs = wordDiff(before, after);
    const of = (kind: string) =>
      runs
        .filter((run) => run.kind !== kind)
        .map(({ text }) => text)
        .join("");
    expect([of("new"), of("gone")]).toEqual([before, after]);
  }
});
