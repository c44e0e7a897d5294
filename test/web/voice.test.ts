/** The page with a brand's voice, as a browser without script sees it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rememberAnswer } from "../../src/decisions/past-answers.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { aiUsageSince } from "../../src/store/tables/ai-usage.ts";
import { responseOf } from "../../src/store/tables/responses.ts";
import { llmServer, refuses, says } from "../support/llm-server.ts";
import { personWith } from "../support/people.ts";
import { tempFolder } from "../support/temp.ts";
import { workbook } from "../support/workbook.ts";
import { Browser, openShop } from "./shop.ts";

const REVIEWS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая.", clientName: "Анна" },
  { id: "b", platform: "wb", rating: 2, text: "Брюки длинноваты, шов кривой." },
  { id: "c", platform: "wb", itemType: "question", rating: null, text: "Можно ли вернуть?" },
];
const MARKET = "/voice/ohana_market";

async function opened(settings: Record<string, unknown> = {}) {
  const shop = await openShop(REVIEWS, { approval: { undo_window: "1h", rules: [] }, ...settings });
  const { app, url } = shop;
  const signedIn = async (login: string, role: "manager" | "senior", brands: string[] | null = null) => {
    await personWith(app, login, role, brands);
    const browser = new Browser(url);
    await browser.signIn(login);
    return browser;
  };
  const brand = () => app.config.brands.find(({ id }) => id === "ohana_market")!;
  return { ...shop, signedIn, brand };
}

const decoded = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

/** What the form would send if nobody touched it. */
function fieldsOf(html: string): Record<string, string | string[]> {
  const fields: Record<string, string[]> = {};
  const add = (name: string, value: string) => (fields[name] = [...(fields[name] ?? []), decoded(value)]);
  const form = /<form id="voice"[\s\S]*?<\/form>/.exec(html)?.[0] ?? "";
  for (const [tag, name] of form.matchAll(/<input[^>]* name="([^"]+)"[^>]*>/g)) {
    const isBox = tag.includes('type="checkbox"');
    if (!isBox || / checked/.test(tag)) add(name!, / value="([^"]*)"/.exec(tag)?.[1] ?? (isBox ? "on" : ""));
  }
  for (const [, name, value] of form.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)/g)) add(name!, value!);
  return fields;
}

describe("who sees and changes a voice", () => {
  test("a manager reads the voices of their brands, finds no button, and changes nothing by a form either", async () => {
    const { signedIn, brand } = await opened();
    const marina = await signedIn("marina", "manager", ["ohana_market"]);
    expect(await marina.get("/voice")).toMatchObject({ status: 303, location: MARKET });
    const { text } = await marina.get(MARKET);
    expect(text).toContain("Команда Охана Маркет");
    expect(text).not.toContain("Охана Кидс");
    expect(text).not.toMatch(/name="(do|reset|drop)"/);
    expect((await marina.get("/voice/ohana_kids")).status).toBe(404);
    expect((await marina.post(MARKET, { do: "save", tone: "иной" })).status).toBe(403);
    expect(brand().tone).toBe("стильный, модный");
  });

  test("a senior of one brand cannot reach another brand's", async () => {
    const { app, signedIn } = await opened();
    const olga = await signedIn("olga", "senior", ["ohana_kids"]);
    expect((await olga.get(MARKET)).status).toBe(404);
    expect((await olga.post(MARKET, { do: "save", tone: "иной" })).status).toBe(404);
    expect(app.config.brands.map(({ tone }) => tone)).toEqual(["стильный, модный", "тёплый, заботливый"]);
  });
});

describe("a senior", () => {
  test("saves what they changed and nothing else, sees who changed it, and takes it back", async () => {
    const { app, signedIn, brand } = await opened();
    const pavel = await signedIn("pavel", "senior");
    const before = { ...brand() };
    const form = fieldsOf((await pavel.get(MARKET)).text);
    expect(await pavel.post(MARKET, { ...form, do: "save" })).toMatchObject({ status: 303 });
    expect(brand()).toEqual(before);
    expect(app.db.statement("select * from audit where action like 'setting%'").all()).toEqual([]);

    const edited = { ...form, tone: "Деловой\r\nи тёплый ", emoji: "on", max_length: "400", do: "save" };
    expect(await pavel.post(MARKET, edited)).toMatchObject({ status: 303, location: `${MARKET}?saved=1` });
    expect(brand()).toEqual({ ...before, tone: "Деловой\nи тёплый", emoji: true, max_length: 400 });
    const after = (await pavel.get(MARKET)).text;
    expect(after.match(/изменено \d+\s\p{L}+, pavel/gu)).toHaveLength(3);

    const again = fieldsOf(after);
    expect(await pavel.post(MARKET, { ...again, reset: "tone" })).toMatchObject({ status: 303 });
    expect(brand()).toEqual({ ...before, emoji: true, max_length: 400 });
  });

  test("adds and drops phrases and saved replies, which count once they are saved", async () => {
    const { signedIn, brand } = await opened();
    const pavel = await signedIn("pavel", "senior");
    const first = fieldsOf((await pavel.get(MARKET)).text);
    const added = await pavel.post(MARKET, { ...first, phrase: "к сожалению", do: "add" });
    expect(added.text).toContain("1 правка не сохранена");
    expect(brand().forbidden).toEqual([]);
    const more = { ...fieldsOf(added.text), phrase: "уважаемый <клиент>", do: "add" };
    const dropped = await pavel.post(MARKET, {
      ...fieldsOf((await pavel.post(MARKET, more)).text),
      drop: "к сожалению",
    });
    const names = [fieldsOf(dropped.text)["reply_name"]].flat() as string[];
    const texts = [fieldsOf(dropped.text)["reply_text"]].flat() as string[];
    // The last pair is the empty one, for a new reply.
    const replies = {
      reply_name: [...names.slice(0, -1), "Ткань"],
      reply_text: [...texts.slice(0, -1), "{имя}, ткань дышит."],
    };
    const form = { ...fieldsOf(dropped.text), ...replies };
    const shorter = await pavel.post(MARKET, { ...form, drop_reply: "0" });
    expect(await pavel.post(MARKET, { ...fieldsOf(shorter.text), do: "save" })).toMatchObject({ status: 303 });
    expect(brand().forbidden).toEqual(["уважаемый <клиент>"]);
    expect(brand().saved_replies.map(({ name }) => name)).toEqual(["Возврат", "Ткань"]);
  });

  test("who was slower sees both texts, loses nothing, and decides", async () => {
    const { signedIn, brand } = await opened();
    const [pavel, olga] = [await signedIn("pavel", "senior"), await signedIn("olga", "senior")];
    const form = fieldsOf((await olga.get(MARKET)).text);
    await pavel.post(MARKET, { ...form, tone: "Тон Павла", do: "save" });
    const mine = { ...form, tone: "Тон Ольги", signature: "Подпись Ольги", do: "save" };
    const refused = await olga.post(MARKET, mine);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("это изменили: pavel");
    expect(refused.text).toContain("Тон Павла");
    expect(fieldsOf(refused.text)["tone"]).toEqual(["Тон Ольги"]);
    expect(brand()).toMatchObject({ tone: "Тон Павла", signature: "Подпись Ольги" });
    await olga.post(MARKET, { ...fieldsOf(refused.text), do: "save" });
    expect(brand().tone).toBe("Тон Ольги");
  });

  test("what does not fit is said at its field, and the rest is saved", async () => {
    const { signedIn, brand } = await opened();
    const pavel = await signedIn("pavel", "senior");
    const form = fieldsOf((await pavel.get(MARKET)).text);
    const wrong = {
      ...form,
      max_length: "много",
      reply_text: "Цвет {цвет}",
      reply_name: "Цвет",
      tone: "иной",
      do: "save",
    };
    const refused = await pavel.post(MARKET, wrong);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("число от 50 до 5000");
    expect(refused.text).toContain("только {имя} и {товар}");
    expect(fieldsOf(refused.text)).toMatchObject({ max_length: ["много"], reply_text: ["Цвет {цвет}", ""] });
    expect(brand()).toMatchObject({ tone: "иной", max_length: 1000 });
  });
});

describe("what a brand teaches", () => {
  const FAQ = { faq_questions: ["Можно вернуть?\r\nПримете обратно?", ""], faq_answer: ["Да, 14 дней.", ""] };

  test("guide and FAQ are saved, tried on a question, and a slower colleague sees both texts", async () => {
    const { app, signedIn, brand } = await opened();
    const [pavel, olga] = [await signedIn("pavel", "senior"), await signedIn("olga", "senior")];
    const form = { ...fieldsOf((await pavel.get(MARKET)).text), guide: "Возврат — 14 дней." };
    const tried = await pavel.post(MARKET, { ...form, ...FAQ, do: "try", sample: "3" });
    const drafts = [...tried.text.matchAll(/<h3>[^<]*<\/h3><p class="pre">([^<]*)/g)].map(([, draft]) => draft!);
    expect(drafts.map((draft) => draft.includes("Да, 14 дней."))).toEqual([false, true]);
    expect(brand()).toMatchObject({ faq: [] });

    expect((await pavel.post(MARKET, { ...form, ...FAQ, do: "save" })).status).toBe(303);
    const faq = [{ questions: ["Можно вернуть?", "Примете обратно?"], answer: "Да, 14 дней." }];
    expect(brand()).toMatchObject({ guide: "Возврат — 14 дней.", faq });
    const again = await pavel.post(MARKET, { ...fieldsOf((await pavel.get(MARKET)).text), do: "save" });
    expect(again.status).toBe(303);
    expect(app.db.statement("select count(*) from settings").pluck().get()).toBe(2);

    const late = await olga.post(MARKET, { ...form, guide: "Возврат — 7 дней.", do: "save" });
    expect(late.status).toBe(409);
    expect(late.text).toContain("Возврат — 14 дней.");
    expect(fieldsOf(late.text)["guide"]).toEqual(["Возврат — 7 дней."]);
    expect(brand().guide).toBe("Возврат — 14 дней.");
  });

  test("a FAQ from a file comes into the form beside what was typed, shows what differs, and is stored by saving", async () => {
    const { signedIn, brand } = await opened();
    const pavel = await signedIn("pavel", "senior");
    const form = fieldsOf((await pavel.get(MARKET)).text);
    const typed = { ...form, ...FAQ, tone: "Набранный тон", do: "read_faq" };
    const rows = [
      ["Вопрос", "Ответ"],
      ["Можно вернуть", "Нет."],
      ["примете обратно?", "Да, 14 дней."],
      ["Есть опт?", "Опта нет."],
      ["Продаёте оптом?", "Опта нет."],
      ["Без ответа?", ""],
    ];
    const bytes = workbook({ sheets: { Вопросы: rows } });
    const read = await pavel.postFile(MARKET, typed, { field: "faq_file", name: "faq.xlsx", bytes });
    expect(read.status).toBe(200);
    expect(read.text).toContain("добавлено в форму: 2. Уже были: 1.");
    expect(read.text).toMatch(/другой ответ, он остался: Можно вернуть<[\s\S]*>Нет\.</);
    expect(read.text).toContain("не подходят: 6");
    expect(brand()).toMatchObject({ faq: [], tone: "стильный, модный" });
    await pavel.post(MARKET, { ...fieldsOf(read.text), do: "save" });
    expect(brand()).toMatchObject({
      tone: "Набранный тон",
      faq: [
        { questions: ["Можно вернуть?", "Примете обратно?"], answer: "Да, 14 дней." },
        { questions: ["Есть опт?", "Продаёте оптом?"], answer: "Опта нет." },
      ],
    });
    const broken = { field: "faq_file", name: "faq.csv", bytes: Buffer.from("a;b\n1;2") };
    expect((await pavel.postFile(MARKET, typed, broken)).text).toContain("не нашлось колонок");
  });
});

test("facts about a product are looked up as a draft does, beside what was typed; who only reads looks, too", async () => {
  const file = join(tempFolder(), "products.csv");
  writeFileSync(file, "Артикул;Состав\nOM-1001;<b>хлопок</b> 95 %\n");
  const { signedIn } = await opened({ knowledge: { products_file: file } });
  const [pavel, marina] = [await signedIn("pavel", "senior"), await signedIn("marina", "manager")];
  const form = { ...fieldsOf((await pavel.get(MARKET)).text), tone: "Набранный тон" };
  const shown = await pavel.post(MARKET, { ...form, do: "facts", sku: " OM-1001 " });
  expect(shown.text).toContain("Состав: &lt;b&gt;хлопок&lt;/b&gt; 95 %");
  expect(fieldsOf(shown.text)["tone"]).toEqual(["Набранный тон"]);
  expect((await marina.get(`${MARKET}?sku=NONE`)).text).toContain("О товаре NONE ничего не известно");
});

describe("good answers", () => {
  test("are shown with who gave them, and a senior of the brand removes them one by one; nobody else does", async () => {
    const { app, signedIn } = await opened();
    const [pavel, kids] = [await signedIn("pavel", "senior"), await signedIn("kira", "senior", ["ohana_kids"])];
    const text = "Здравствуйте! Спасибо за тёплые слова о рубашке.";
    await app.decisions.edit(1, text, "person:pavel");
    await app.db.write((tx) => {
      tx.statement("update items set status = 'published', published_at = 1 where id = 1").run();
      tx.statement("update responses set approved_by = 'person:pavel' where item_id = 1").run();
      rememberAnswer(tx, 1, text, app.clock.now());
    });
    const page = (await pavel.get(MARKET)).text;
    expect(page).toMatch(/Хорошие ответы[\s\S]*Спасибо за тёплые слова о рубашке[\s\S]*pavel, /);
    const drop = { drop_example: "1" };
    expect(
      (await kids.post("/voice/ohana_kids", { ...fieldsOf((await kids.get("/voice/ohana_kids")).text), ...drop }))
        .status,
    ).toBe(409);
    const typed = await pavel.post(MARKET, { ...fieldsOf(page), ...drop, tone: "Набранный тон" });
    expect(fieldsOf(typed.text)["tone"]).toEqual(["Набранный тон"]);
    expect(typed.text).not.toContain("Спасибо за тёплые слова о рубашке");
    expect(app.db.statement("select actor, action from audit where action = 'example_drop'").raw().all()).toEqual([
      ["person:pavel", "example_drop"],
    ]);
  });
});

describe("a trial", () => {
  test("shows the draft now and with the edits, and stores and sends nothing", async () => {
    const { app, sandbox, signedIn, brand } = await opened();
    const pavel = await signedIn("pavel", "senior");
    const { text } = await pavel.get(MARKET);
    const before = [brand(), responseOf(app.db, 1), aiUsageSince(app.db, 0)];
    const edits = { signature: "Ваша новая подпись", phrase: "спасибо" };
    const tried = await pavel.post(MARKET, { ...fieldsOf(text), ...edits, do: "try", sample: "1" });
    expect(tried.status).toBe(200);
    expect(tried.text).toContain("С вашими правками");
    const [now, edited] = [...tried.text.matchAll(/<h3>[^<]*<\/h3><p class="pre">([^<]*)/g)].map(([, draft]) => draft!);
    expect(now).toContain("Команда Охана Маркет");
    expect(edited).toContain("Ваша новая подпись");
    expect(fieldsOf(tried.text)).toMatchObject({ signature: ["Ваша новая подпись"], forbidden: ["спасибо"] });
    expect([brand(), responseOf(app.db, 1), aiUsageSince(app.db, 0)]).toEqual(before);
    expect(sandbox.world.items().every(({ received }) => received.length === 0)).toBe(true);
  });

  test("of edits that could not be saved, of another brand's item, and without tokens left says why", async () => {
    const { app, signedIn } = await opened();
    const pavel = await signedIn("pavel", "senior");
    const form = { ...fieldsOf((await pavel.get(MARKET)).text), do: "try", sample: "1" };
    const says = async (fields: object) => (await pavel.post(MARKET, { ...form, ...fields })).text;
    expect(await says({ max_length: "7" })).toContain("Сначала исправьте правки");
    expect(await says({ sample: "999" })).toContain("На этом обращении попробовать нельзя");
    await app.db.write((tx) => void tx.statement("update items set brand_id = 'ohana_kids' where id = 1").run());
    expect(await says({})).toContain("На этом обращении попробовать нельзя");
    app.config.ai.daily_budget = { tokens: 1 };
    const spent = `insert into ai_usage (at, item_id, purpose, model, input_tokens, output_tokens) values (?, 2, 'draft', 'm', 1, 1)`;
    await app.db.write((tx) => void tx.statement(spent).run(app.clock.now()));
    expect(await says({ sample: "2" })).toContain("Дневной лимит токенов исчерпан");
  });

  test("by an LLM asks it twice, counts its tokens, and says when it does not answer; one runs at a time", async () => {
    const { app, signedIn } = await opened();
    const llm = await llmServer(says(JSON.stringify({ answer: "Здравствуйте! Рады, что рубашка вам подошла." })));
    const ai = { ...app.config.ai, provider: "openai" as const, base_url: llm.baseUrl, api_key: "key", model: "m" };
    await app.reload({ ...app.live.file(), ai });
    const pavel = await signedIn("pavel", "senior");
    const form = { ...fieldsOf((await pavel.get(MARKET)).text), tone: "Тон из правки", do: "try", sample: "1" };
    const tried = await pavel.post(MARKET, form);
    expect(tried.text).toContain("Рады, что рубашка вам подошла.");
    const prompts = llm.seen.map(({ body }) => JSON.stringify(body.messages).includes("Тон из правки"));
    expect([prompts[0], prompts.at(-1)]).toEqual([false, true]);
    expect(aiUsageSince(app.db, 0).tokens).toBe(15 * llm.seen.length);

    llm.answer(refuses(500, "away"));
    const failed = await pavel.post(MARKET, form);
    expect(failed.text).toContain("Нейросеть сейчас не отвечает");
    expect(fieldsOf(failed.text)["tone"]).toEqual(["Тон из правки"]);

    let release = (): void => undefined;
    const asked = new Promise<void>((arrived) => {
      llm.answer((response, seen) => {
        release = () => refuses(400, "stop")(response, seen);
        arrived();
      });
    });
    const first = pavel.post(MARKET, form);
    await asked;
    expect((await pavel.post(MARKET, form)).text).toContain("Прошлая проба ещё идёт");
    release();
    expect((await first).status).toBe(200);
  });
});
