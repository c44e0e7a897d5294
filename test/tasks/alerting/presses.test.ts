/** Deciding from a message: cards, presses and replies, over the real channel and a simulated Telegram. */
import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../src/base/clock.ts";
import { tell } from "../../../src/decisions/alerts.ts";
import { itemById } from "../../../src/store/tables/items.ts";
import { auditOf } from "../../../src/store/tables/audit.ts";
import { answerText, responseOf } from "../../../src/store/tables/responses.ts";
import { HOSTILE } from "../../support/hostile-texts.ts";
import { labels, pressedShop, type PressedShop } from "../../support/pressed-shop.ts";

const statusOf = ({ app }: PressedShop, id: number): string | undefined => itemById(app.db, id)?.status;
const audited = ({ app }: PressedShop, id: number): string[] =>
  auditOf(app.db, id).map(({ actor, action }) => `${actor} ${action}`);

describe("a card", () => {
  test("shows the whole draft and is approved by a press, once, under the person's name; every copy loses its buttons", async () => {
    const shop = await pressedShop();
    const [anna, boris] = [await shop.joins("anna"), await shop.joins("boris")];
    const id = await shop.complains({ text: "Велико", clientName: "Ольга" });
    const card = (await shop.chat(anna)).at(-1);
    expect(card?.text).toContain("> Велико\n\nЧерновик, 17 символов, проверки пройдены\nСпасибо за отзыв!");
    expect(labels(card)).toEqual([["Отправить", "Заново"], ["Передать", "Пропустить"], ["Открыть на странице"]]);
    expect(await shop.presses(anna, "Отправить")).toBe("Уйдёт через 30 с, можно вернуть");
    expect(await shop.presses(anna, "Отправить", card)).toBe("Уже решено. Отправляет anna, уйдёт через 30 с");
    const late = (await shop.chat(boris)).at(-1);
    expect(late?.bold).toEqual(["Отправляет anna, уйдёт через 30 с"]);
    expect(late?.text).toContain("Отправляет anna, уйдёт через 30 с");
    expect(await shop.presses(boris, "Отправить", late)).toContain("Уже решено. Отправляет anna");
    expect(audited(shop, id)).toEqual(["person:anna approve", "person:anna press"]);
    expect(labels((await shop.chat(anna)).at(-1))).toEqual([["Вернуть"], ["Открыть на странице"]]);
  });

  test("is taken back while the undo window lasts, and can be approved again", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    const id = await shop.complains();
    await shop.presses(anna, "Отправить");
    expect(await shop.presses(anna, "Вернуть")).toBe("Вернули, ничего не отправлено");
    expect(statusOf(shop, id)).toBe("pending_review");
    expect(await shop.presses(anna, "Отправить")).toContain("Уйдёт");
    expect(statusOf(shop, id)).toBe("approved");
  });

  test("is pressed by nobody else: strangers, another's button, another brand, a viewer, the dismissed", async () => {
    const shop = await pressedShop();
    const [anna, boris] = [await shop.joins("anna"), await shop.joins("boris")];
    const id = await shop.complains();
    const card = (await shop.chat(anna)).at(-1)!;
    const presses = async (who: { id: number; name: string }): Promise<string> =>
      shop.telegram.press(who, anna.id, card.id, "Отправить").toast;
    expect(await presses({ id: 999, name: "Никто" })).toMatch(/^Эта кнопка не для вас: сначала свяжите/);
    expect(await presses(boris)).toMatch(/^Эта кнопка не для вас: её прислали другому/);
    const { people } = shop.app;
    await people.change(anna.userId, { brands: ["ohana_kids"] }, "person:test");
    expect(await presses(anna)).toBe("Эта кнопка не для вас: бренд ведёт другой менеджер.");
    await people.change(anna.userId, { brands: null, role: "viewer" }, "person:test");
    expect(await presses(anna)).toBe("Ваша роль позволяет только смотреть.");
    await people.setOff(anna.userId, "person:test");
    expect(await presses(anna)).toMatch(/^Эта кнопка не для вас/);
    expect(audited(shop, id)).toEqual([]);
  });

  test("whose draft has changed sends nothing and comes again with the text of now, once", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    const id = await shop.complains();
    await shop.app.decisions.edit(id, "Нам жаль, что так вышло: спасибо, мы всё исправим!", "person:irina");
    const card = (await shop.chat(anna)).at(-1)!;
    expect(await shop.presses(anna, "Отправить", card)).toBe("Ответ изменился, ничего не отправлено");
    expect(await shop.presses(anna, "Отправить", card)).toBe("Ответ изменился, ничего не отправлено");
    const [old, fresh, ...more] = (await shop.chat(anna)).slice(-2);
    expect(more).toEqual([]);
    expect(old).toMatchObject({ id: card.id, text: expect.stringContaining("Новый текст ниже.") });
    expect(fresh?.text).toContain(
      "ничего не отправлено. Теперь он такой:\nНам жаль, что так вышло: спасибо, мы всё исправим!",
    );
    expect(statusOf(shop, id)).toBe("pending_review");
    expect(await shop.presses(anna, "Отправить этот")).toContain("Уйдёт");
    expect(statusOf(shop, id)).toBe("approved");
  });

  test("of a danger, with a remark, or with characters that nobody sees has no button that approves", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    await shop.complains({}, { problems: [{ rule: "money", message: "обещание «мы вернём деньги»" }] });
    const remark = (await shop.chat(anna)).at(-1);
    expect(remark?.text).toContain("замечание: обещание «мы вернём деньги»");
    expect(labels(remark).flat()).not.toContain("Отправить");
    const id = await shop.complains({}, { text: "Спасибо\u202e за отзыв!" });
    expect(labels((await shop.chat(anna)).at(-1)).flat()).not.toContain("Отправить");
    const danger = { kind: "danger", item_id: id - 1, brand: "ohana_market", words: "ожог" } as const;
    await shop.app.db.write((tx) => {
      tx.statement("update responses set problems = '[]'").run();
      tell(tx, shop.app, danger);
    });
    expect(labels((await shop.chat(anna)).at(-1))).toEqual([["Передать"], ["Открыть на странице"]]);
  });

  test("that got a remark after it was drawn is not approved by its old button", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    const id = await shop.complains();
    const problems = JSON.stringify([{ rule: "money", message: "деньги" }]);
    await shop.app.db.write((tx) => void tx.statement("update responses set problems = ?").run(problems));
    expect(await shop.presses(anna, "Отправить")).toMatch(/^Так можно только на странице/);
    expect(statusOf(shop, id)).toBe("pending_review");
  });

  test("cuts the buyer's words by rule, never the draft, and shows hostile ones as text", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    const draft = `Здравствуйте! ${"Мы читаем каждый отзыв. ".repeat(40)}Команда`;
    await shop.complains({ text: "<b>Очень</b> долго ".repeat(320) }, { text: draft });
    const cut = (await shop.chat(anna)).at(-1);
    expect(cut?.text.length).toBeLessThanOrEqual(4096);
    expect(cut?.text).toContain("… целиком на странице\n\nЧерновик");
    expect(cut?.text.endsWith(draft)).toBe(true);
    expect(labels(cut)[0]).toContain("Отправить");
    await shop.complains({}, { text: "Мы читаем каждый отзыв. ".repeat(200).trim() });
    const none = (await shop.chat(anna)).at(-1);
    expect(none?.text).toContain("Черновик не помещается");
    expect(labels(none).flat()).not.toContain("Отправить");
    const text = `Черновик, 5 символов, проверки пройдены\n${HOSTILE.join("\n")}`;
    await shop.complains({ text, clientName: "\u202eОльга <b>" });
    const last = (await shop.chat(anna)).at(-1)!;
    const hostile = last.text;
    // Only our own words are bold; a forged heading stands among the buyer's.
    expect(last.bold).toEqual([hostile.split("\n")[0], expect.stringMatching(/^Черновик, 17 символов/)]);
    expect(hostile).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
    expect(hostile).toContain("> Черновик, 5 символов");
    expect(hostile.split("\n").filter((line) => line.startsWith("Черновик,"))).toHaveLength(1);
  });

  test("that arrived although the connection broke stands twice, is pressed once, and both copies lose their buttons", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    await shop.chat(anna);
    shop.telegram.manners.next = [{ kind: "drop_after" }];
    const id = await shop.complains();
    shop.clock.set(shop.clock.now() + 60_000);
    const [first, second] = (await shop.chat(anna)).slice(-2);
    expect(labels(first)[0]).toEqual(["Отправить", "Заново"]);
    expect(first?.buttons).toEqual(second?.buttons);
    expect(await shop.presses(anna, "Отправить", second)).toContain("Уйдёт");
    expect(await shop.presses(anna, "Отправить", first)).toContain("Уже решено");
    for (const copy of (await shop.chat(anna)).slice(-2)) expect(labels(copy).flat()).not.toContain("Отправить");
    expect(audited(shop, id)).toEqual(["person:anna approve", "person:anna press"]);
  });

  test("is told of a decision on the page, also when the messenger was away meanwhile; after a day its buttons do nothing", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    const id = await shop.complains();
    const other = await shop.complains();
    shop.telegram.manners.always = { kind: "reset" };
    await shop.app.decisions.skip(id, "person:anna", { reason: "Повтор" });
    expect((await shop.chat(anna)).at(-2)?.text).toContain("Спасибо за отзыв!");
    // The card that comes next finds it away, too, and so it is left alone for a while.
    await shop.complains();
    shop.telegram.manners.always = null;
    shop.clock.set(shop.clock.now() + 60_000);
    expect((await shop.chat(anna)).at(-3)?.text).toContain("Пропущено: Повтор");
    shop.clock.set(shop.clock.now() + DAY_MS);
    expect(await shop.presses(anna, "Отправить", (await shop.chat(anna)).at(-2))).toMatch(/^Кнопке больше суток/);
    expect(statusOf(shop, other)).toBe("pending_review");
  });
});

describe("other buttons", () => {
  test("«Пропустить» and «Передать» ask for a reason and a person, and the one it is handed to gets a card with buttons", async () => {
    const shop = await pressedShop();
    const [anna, pavel] = [await shop.joins("anna"), await shop.joins("pavel", "senior")];
    const [first, second] = [await shop.complains(), await shop.complains()];
    await shop.presses(anna, "Пропустить");
    expect(labels((await shop.chat(anna)).at(-1))[0]).toEqual(["Ответили в кабинете", "Не о товаре"]);
    await shop.presses(anna, "Назад");
    await shop.presses(anna, "Пропустить");
    expect(await shop.presses(anna, "Повтор")).toBe("Пропущено");
    expect(itemById(shop.app.db, second)).toMatchObject({ status: "skipped", reason: "Повтор" });
    await shop.presses(anna, "Передать");
    await shop.presses(anna, "Деньги");
    expect(await shop.presses(anna, "pavel")).toBe("Передано");
    expect(itemById(shop.app.db, first)).toMatchObject({ status: "escalated", reason: "Деньги", handed_to: "pavel" });
    const handed = (await shop.chat(pavel)).at(-1);
    expect(handed?.text).toMatch(/^№ \d+: anna передаёт \(pavel\)\.\nДеньги\n/);
    expect(await shop.presses(pavel, "Отправить", handed)).toContain("Уйдёт");
  });

  test("«Заново» asks for a draft, which comes as a new message while the old one says so", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    const id = await shop.complains({ text: "Велико", productName: "Платье миди «Лагуна»" });
    await shop.presses(anna, "Заново");
    expect(await shop.presses(anna, "Короче")).toBe("Пишется новый черновик");
    await shop.chat(anna);
    const [old, fresh] = (await shop.chat(anna)).slice(-2);
    expect(old?.text).toContain("Новый текст ниже.");
    expect(old?.text).toContain(", Платье миди «Лагуна», ");
    expect(labels(old).flat()).toEqual(["Открыть на странице"]);
    expect(fresh?.text).toContain(answerText(responseOf(shop.app.db, id)!));
  });

  test("«Заново» without a result has the earlier draft and its buttons back, and says so until the answer changes", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    const id = await shop.complains({ text: "Велико" });
    const card = (await shop.chat(anna)).at(-1)!;
    await shop.presses(anna, "Заново");
    await shop.presses(anna, "Короче");
    // What the AI answers to every attempt is lost, and the job ends without a draft.
    await shop.app.db.write((tx) => {
      tx.statement("update jobs set state = 'failed', finished_at = 1 where kind = 'regenerate_response'").run();
    });
    await shop.chat(anna);
    const said = (await shop.chat(anna)).at(-1)!;
    expect(said.text).toMatch(/Новый черновик не получился, остался прежний\.[^]*\nЧерновик, /);
    expect([said.id, labels(said)]).toEqual([card.id, labels(card)]);
    shop.clock.set(shop.clock.now() + 1000);
    await shop.app.decisions.edit(id, "Спасибо, передали размеры коллегам", "person:boris");
    await shop.app.decisions.approve(id, "person:boris");
    await shop.app.decisions.undo(id, "person:boris");
    const edited = (await shop.chat(anna)).at(-1)!.text;
    expect(edited).toContain("Спасибо, передали размеры коллегам");
    expect(edited).not.toContain("не получился");
  });
});

describe("a reply to a card", () => {
  test("is an edit that comes back whole, with its checks and a button; «Не менять» takes it back", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    const id = await shop.complains();
    const replies = async (text: string): Promise<void> => {
      const card = (await shop.chat(anna)).at(-1)!;
      shop.telegram.write(anna, text, { repliesTo: card.id });
      const version = responseOf(shop.app.db, id)?.version;
      await expect.poll(() => responseOf(shop.app.db, id)?.version).not.toBe(version);
    };
    await replies("Спасибо, что рассказали! Нам жаль, мы проверим размеры.");
    const card = (await shop.chat(anna)).at(-1);
    expect(card?.text).toContain("Спасибо, что рассказали! Нам жаль, мы проверим размеры.");
    expect(await shop.presses(anna, "Не менять")).toBe("Оставили прежний текст");
    expect(answerText(responseOf(shop.app.db, id)!)).toBe("Спасибо за отзыв!");
    await replies("Вернём деньги, пишите на shop@example.com");
    const remarked = (await shop.chat(anna)).at(-1);
    expect(remarked?.text).toContain("Ваш текст, замечание: ");
    expect(labels(remarked).flat()).not.toContain("Отправить этот");
    expect(statusOf(shop, id)).toBe("pending_review");
  });

  test("/stop switches alerts off, and nobody presses there any more", async () => {
    const shop = await pressedShop();
    const anna = await shop.joins("anna");
    await shop.complains();
    shop.telegram.write(anna, "/stop");
    await expect.poll(() => shop.app.contacts.of(anna.userId)[0]?.state).toBe("off");
    const card = shop.telegram.chat(anna.id).findLast(({ buttons }) => buttons.length > 1)!;
    expect(await shop.telegram.press(anna, anna.id, card.id, "Отправить").toast).toMatch(/^Эта кнопка не для вас/);
  });
});
