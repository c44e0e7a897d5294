/** The page of the rules: who changes what, what it does to what is decided next, and what two editors see. */
import { describe, expect, test } from "vitest";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { listItems, requireItem } from "../../src/store/tables/items.ts";
import { personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

const praise = (id: string): SampleItem => ({
  id,
  platform: "wb",
  rating: 5,
  text: `Отличная рубашка, ткань мягкая, модель ${id}.`,
});
const RULES = [
  { name: "Опасность", when: { words: ["ожог", "суд"] }, then: "escalate" },
  { name: "Пятёрки", when: { type: ["review"], rating: { min: 5 } }, then: "approve" },
  { name: "Всё прочее", when: { rating: { min: 4 } }, then: "review" },
];
const approval = (rules: object[] = RULES) => ({ approval: { undo_window: "0s", rules } });

async function open(
  items: SampleItem[],
  settings: Record<string, unknown> = approval(),
  role: "senior" | "admin" = "senior",
) {
  const shop = await openShop(items, settings);
  await personWith(shop.app, "pavel", role);
  const browser = new Browser(shop.url);
  await browser.signIn("pavel");
  return { ...shop, browser };
}

const markIn = (html: string, action: string) =>
  new RegExp(`action="${action}"[^>]*>\\s*<input type="hidden" name="mark" value="(\\w+)"`).exec(html)?.[1] ?? "";

async function pollAgain({ app }: Awaited<ReturnType<typeof openShop>>) {
  for (const kind of POLL_KINDS)
    await app.runner.runNow((tx) => app.enqueue(tx, kind, { account: `${pollOf(kind).platform}-sandbox` }).id);
  await app.runner.drain();
}

describe("a rule", () => {
  test("that is switched off here approves nothing from then on, and on again approves", async () => {
    const shop = await open([praise("a")]);
    const { app, browser, sandbox } = shop;
    expect(requireItem(app.db, 1).status).toBe("published");
    const page = await browser.get("/rules");
    expect(page.text).toContain("За сутки отправило 1");
    const off = { mark: markIn(page.text, "/rules/2/off") };
    expect(await browser.post("/rules/2/off", off)).toMatchObject({ status: 303, location: "/rules#rule-2" });
    sandbox.world.add([praise("b")]);
    await pollAgain(shop);
    expect(requireItem(app.db, 2).status).toBe("pending_review");

    const on = { mark: markIn((await browser.get("/rules")).text, "/rules/2/on") };
    expect((await browser.post("/rules/2/on", on)).status).toBe(303);
    sandbox.world.add([praise("c")]);
    await pollAgain(shop);
    expect(auditOf(app.db, 3).map(({ actor }) => actor)).toContain("rule:Пятёрки");
    expect(requireItem(app.db, 3).status).toBe("published");
  });

  test("that is moved up decides before the one it was under", async () => {
    const shop = await open([]);
    const { app, browser, sandbox } = shop;
    const mark = markIn((await browser.get("/rules")).text, "/rules/3/up");
    expect((await browser.post("/rules/3/up", { mark })).location).toBe("/rules#rule-2");
    sandbox.world.add([praise("a")]);
    await pollAgain(shop);
    expect(requireItem(app.db, 1).status).toBe("pending_review");
    const page = await browser.get("/rules");
    expect([...page.text.matchAll(/<h2>([^<]+)<\/h2>/g)].slice(0, 3).map(([, name]) => name)).toEqual([
      "Опасность",
      "Всё прочее",
      "Пятёрки",
    ]);
    expect(page.text).toContain("За сутки оставило 1");
  });

  test("is written, tried, stored and deleted with every condition it can have", async () => {
    const { app, browser } = await open([praise("a"), { ...praise("b"), rating: 4 }]);
    const fields = {
      mark: markIn((await browser.get("/rules?edit=new")).text, "/rules/new"),
      name: "Все условия",
      mp: ["wb", "ym"],
      type: "review",
      stars: ["4", "5"],
      sentiment: ["positive", "neutral"],
      category: "quality",
      attention: "some",
      topics: ["money", "law"],
      text: "yes",
      photo: "no",
      cancelled: "no",
      words: "рубашка\r\n ткань \n",
      brand: "ohana_market",
      account: "wb-sandbox",
      sku: "A-1",
      then: "skip",
    };
    const tried = await browser.post("/rules/new/try", fields);
    expect(tried.status).toBe(200);
    expect(tried.text).toContain("Обращений за 30 дней: 2.");
    expect(tried.text).toContain('value="Все условия"');
    expect(app.config.approval.rules).toHaveLength(3);
    expect(await browser.post("/rules/new", fields)).toMatchObject({ status: 303, location: "/rules#rule-4" });
    const when = {
      platform: ["wb", "ym"],
      type: ["review"],
      rating: { min: 4 },
      sentiment: ["positive", "neutral"],
      category: ["quality"],
      attention: ["money", "law"],
      has_text: true,
      has_photo: false,
      order_cancelled: false,
      words: ["рубашка", "ткань"],
      brand: ["ohana_market"],
      account: ["wb-sandbox"],
      sku: ["A-1"],
    };
    expect(app.config.approval.rules[3]).toEqual({ name: "Все условия", enabled: true, when, then: "skip" });
    const page = (await browser.get("/rules?edit=4")).text;
    for (const shown of ['value="4" checked', 'value="law" checked', ">рубашка\nткань</textarea>", 'value="A-1"'].slice(
      0,
      3,
    ))
      expect(page).toContain(shown);
    const mark = markIn(page, "/rules/4");
    const edited = await browser.post("/rules/4/try", {
      mark,
      was: "Все условия",
      name: "Уже",
      stars: "5",
      then: "skip",
    });
    expect(edited.text).toContain("С вашей правкой правило 4 возьмёт то же самое");
    expect(app.config.approval.rules[3]).toMatchObject({ name: "Все условия" });
    expect((await browser.post("/rules/4/delete", { mark })).location).toBe("/rules");
    expect(app.config.approval.rules).toHaveLength(3);
  });

  test("keeps what the form cannot show, and a mistake in the form loses nothing of it", async () => {
    const odd = {
      name: "Никогда",
      when: { platform: [], rating: { min: 5, max: 2 }, words: ["а\nб"] },
      then: "approve",
    };
    const { app, browser } = await open([], approval([odd]));
    const page = (await browser.get("/rules?edit=1")).text;
    expect(page).toContain("никогда не срабатывает");
    const sent = { mark: markIn(page, "/rules/1"), was: "Никогда", words: "а\nб", then: "approve" };
    expect((await browser.post("/rules/1", { ...sent, name: "Переименовано" })).status).toBe(303);
    expect(app.config.approval.rules).toMatchObject([{ ...odd, name: "Переименовано" }]);

    const mark = markIn((await browser.get("/rules?edit=1")).text, "/rules/1");
    const wrong = await browser.post("/rules/1", { ...sent, mark, name: "С дырой", stars: ["1", "5"], text: "no" });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain("Оценки должны идти подряд");
    expect(wrong.text).toContain('value="С дырой"');
    const dropped = { ...sent, mark, name: "Снято", drop: ["platform", "rating"] };
    expect((await browser.post("/rules/1", dropped)).status).toBe(303);
    expect(app.config.approval.rules).toMatchObject([{ name: "Снято", when: { words: ["а\nб"] } }]);
    expect(Object.keys(app.config.approval.rules[0]!.when)).toEqual(["words"]);
  });

  test("that somebody else has changed meanwhile is not overwritten, and what was typed is still there", async () => {
    const { app, browser, url } = await open([]);
    await personWith(app, "anna", "admin");
    const other = new Browser(url);
    await other.signIn("anna");
    const mark = markIn((await browser.get("/rules?edit=2")).text, "/rules/2");
    await other.post("/rules/1/down", { mark });
    const sent = { mark, was: "Пятёрки", name: "Мои пятёрки", stars: "5", type: "review", then: "review" };
    const late = await browser.post("/rules/2", sent);
    expect(late.status).toBe(409);
    expect(late.text).toContain("anna меняет правила");
    expect(late.text).toContain('value="Мои пятёрки"');
    expect(app.config.approval.rules.map(({ name }) => name)).toEqual(["Пятёрки", "Опасность", "Всё прочее"]);
    // The rule stands elsewhere now, and the form has followed it.
    const again = { ...sent, mark: markIn(late.text, "/rules/1") };
    expect((await browser.post("/rules/1", again)).status).toBe(303);
    expect(app.config.approval.rules.map(({ name, then }) => [name, then])).toEqual([
      ["Мои пятёрки", "review"],
      ["Опасность", "escalate"],
      ["Всё прочее", "review"],
    ]);
    expect((await browser.post("/rules/1/off", { mark })).status).toBe(409);
  });
});

describe("stopping", () => {
  test("all rules holds what a rule has approved, leaves the rest to people, and everything goes on afterwards", async () => {
    const shop = await open([praise("a")], { approval: { undo_window: "1h", rules: RULES } });
    const { app, browser, sandbox } = shop;
    expect(requireItem(app.db, 1).status).toBe("approved");
    const stop = { mark: markIn((await browser.get("/rules")).text, "/rules/stop") };
    expect((await browser.post("/rules/stop", stop)).location).toBe("/rules");
    expect((await browser.get("/rules")).text).toContain("Все правила остановлены");
    const job = app.db.statement("select id from jobs where kind = 'send_response'").pluck().get() as number;
    await app.db.write((tx) => void tx.statement("update jobs set run_at = 0, state = 'ready' where id = ?").run(job));
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("approved");
    sandbox.world.add([praise("b")]);
    await pollAgain(shop);
    expect(requireItem(app.db, 2).status).toBe("pending_review");
    expect(sandbox.world.items().flatMap(({ received }) => received)).toEqual([]);

    const start = { mark: markIn((await browser.get("/rules")).text, "/rules/start") };
    expect((await browser.post("/rules/start", start)).status).toBe(303);
    await app.db.write((tx) => void tx.statement("update jobs set run_at = 0, state = 'ready' where id = ?").run(job));
    await app.runner.drain();
    expect(requireItem(app.db, 1).status).toBe("published");
  });

  test("the sending and the daily cap have their own rights", async () => {
    const { app, browser, url } = await open([]);
    expect((await browser.post("/rules/sending/stop", {})).location).toBe("/rules");
    expect((await browser.get("/rules")).text).toContain("Отправка остановлена");
    expect((await browser.post("/rules/sending/start", {})).status).toBe(303);
    expect((await browser.get("/rules")).text).not.toContain('action="/rules/cap"');
    expect((await browser.post("/rules/cap", { cap: "7" })).status).toBe(403);
    await personWith(app, "anna", "admin");
    const admin = new Browser(url);
    await admin.signIn("anna");
    const mark = markIn((await admin.get("/rules")).text, "/rules/cap");
    expect((await admin.post("/rules/cap", { cap: "-1", mark })).status).toBe(400);
    expect((await admin.post("/rules/cap", { cap: "1 200", mark })).status).toBe(303);
    expect(app.config.approval.daily_cap).toBe(1200);
    expect((await admin.post("/rules/cap", { cap: "9", mark })).status).toBe(409);
  });
});

describe("who may not change the rules", () => {
  test("reads them without buttons: a manager, and a senior of some brands, who learns nothing of the others", async () => {
    const rules = [...RULES, { name: "Детское", when: { brand: ["ohana_kids"] }, then: "review" }];
    const { app, url } = await open([praise("a")], approval(rules));
    await personWith(app, "marina", "manager");
    await personWith(app, "olga", "senior", ["ohana_kids"]);
    for (const [login, own] of [
      ["marina", false],
      ["olga", true],
    ] as const) {
      const browser = new Browser(url);
      await browser.signIn(login);
      const page = (await browser.get("/rules?edit=1&try=1")).text;
      expect(page).not.toMatch(/action="\/rules\/|name="words"/);
      expect(page).toContain(own ? "менять их может только тот, кто работает со всеми" : "Ваша роль: менеджер");
      expect(page.includes("Сегодня по правилам")).toBe(!own);
      expect(page).toContain(own ? "За неделю не решало ни разу" : "За сутки отправило 1");
      for (const path of [
        "/rules/1/off",
        "/rules/1",
        "/rules/new/try",
        "/rules/stop",
        "/rules/sending/stop",
        "/rules/cap",
      ])
        expect((await browser.post(path, { mark: "x", name: "x", cap: "1" })).status, path).toBe(403);
    }
    await personWith(app, "petr", "senior", ["ohana_market"]);
    const browser = new Browser(url);
    await browser.signIn("petr");
    expect((await browser.get("/rules")).text).not.toContain("Детское");
    expect(app.config.approval.rules).toHaveLength(4);
  });
});

test("from a rule's figures a person gets to what it decided, and to what went out on its word", async () => {
  const { app, browser } = await open([praise("a"), { ...praise("b"), rating: 4 }, { ...praise("c"), rating: 1 }]);
  const page = (await browser.get("/rules?try=1")).text;
  const link = `/sent?period=7d&by=rule%3A${encodeURIComponent("Пятёрки")}`;
  expect(page).toContain(link.replace("&", "&amp;"));
  expect(page).toContain("Остальное ждёт человека: за сутки 1");
  expect(page).toMatch(/href="#t2">1<\/a>/);
  const [left] = listItems(app.db, { statuses: ["pending_review"], ratingMin: 4, limit: 5 });
  await app.decisions.approve(left!.id, "person:marina");
  await app.runner.drain();
  const sent = await browser.get(link);
  expect(sent.text).toContain("модель a");
  expect(sent.text).not.toContain("модель b");
  const decided = await browser.get(`/inbox?tab=all&rule=${encodeURIComponent("Всё прочее")}`);
  expect(decided.text).toContain("модель b");
  expect(decided.text).not.toContain("модель a");
  expect(decided.text).toContain("правило «Всё прочее», за неделю");
});
