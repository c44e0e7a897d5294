import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ATTENTIONS, CATEGORIES, SENTIMENTS } from "../../src/domain/analysis.ts";
import { ITEM_TYPES, PLATFORMS } from "../../src/domain/platform.ts";
import * as policy from "../../src/domain/policy.ts";
import { ACTIONS, type ItemFacts, type Rule, type When } from "../../src/domain/policy.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { anyCharacter } from "../support/characters.ts";

function item(over: Partial<ItemFacts> = {}): ItemFacts {
  return {
    platform: "wb",
    account: "wb-main",
    type: "review",
    brand: "ohana_kids",
    rating: 5,
    sentiment: "positive",
    category: "quality",
    attention: [],
    text: "Отличное платье",
    hasPhoto: false,
    orderCancelled: false,
    sku: "OK-12",
    problems: [],
    suspected: null,
    unproven: [],
    ...over,
  };
}

/** The decision with its reason in words. */
function decide(rules: readonly Rule[], facts: ItemFacts, locale: "ru" | "en" = "ru") {
  const { why, ...decision } = policy.decide({ rules, rules_enabled: true }, facts);
  return { ...decision, why: why(textsOf(locale).policy) };
}

const link = { rule: "link", message: "В ответе есть ссылка." };

/** Whether one approving rule with these conditions matches the item. */
function fits(when: When, over: Partial<ItemFacts> = {}): boolean {
  return decide([{ name: "one", when, then: "skip" }], item(over)).action === "skip";
}

describe("conditions", () => {
  const cases: [string, When, Partial<ItemFacts>, boolean][] = [
    ["no condition fits everything", {}, { rating: null, text: "" }, true],
    ["one of the platforms", { platform: ["wb", "ym"] }, {}, true],
    ["none of the platforms", { platform: ["ozon"] }, {}, false],
    ["an empty list", { platform: [] }, {}, false],
    ["the account", { account: ["wb-main"] }, {}, true],
    ["another account", { account: ["wb-2"] }, {}, false],
    ["the type", { type: ["question"] }, {}, false],
    ["the brand", { brand: ["ohana_kids"] }, {}, true],
    ["a brand where there is none", { brand: ["ohana_kids"] }, { brand: null }, false],
    ["stars from", { rating: { min: 4 } }, { rating: 4 }, true],
    ["too few stars", { rating: { min: 4 } }, { rating: 3 }, false],
    ["stars up to", { rating: { max: 2 } }, { rating: 2 }, true],
    ["too many stars", { rating: { max: 2 } }, { rating: 3 }, false],
    ["stars of a question", { rating: {} }, { rating: null }, false],
    ["the sentiment", { sentiment: ["positive", "neutral"] }, {}, true],
    ["a sentiment before the analysis", { sentiment: ["positive"] }, { sentiment: null }, false],
    ["the category", { category: ["delivery"] }, {}, false],
    ["any attention", { attention: true }, { attention: ["money"] }, true],
    ["no attention wanted", { attention: false }, {}, true],
    ["attention not wanted", { attention: false }, { attention: ["law"] }, false],
    ["one of the topics", { attention: ["law", "money"] }, { attention: ["money"] }, true],
    ["another topic", { attention: ["law"] }, { attention: ["money"] }, false],
    ["bare stars", { has_text: false }, { text: " \n" }, true],
    ["text where none is wanted", { has_text: false }, {}, false],
    ["a photo", { has_photo: true }, { hasPhoto: true }, true],
    ["no photo", { has_photo: true }, {}, false],
    ["a cancelled order", { order_cancelled: true }, { orderCancelled: true }, true],
    ["an order in force", { order_cancelled: true }, {}, false],
    ["a word in another form", { words: ["ожог"] }, { text: "Остались ожоги!" }, true],
    ["a word with ё and capitals", { words: ["жжёт"] }, { text: "ЖЖЕТ" }, true],
    ["a phrase", { words: ["вернуть деньги"] }, { text: "Верните деньги!" }, true],
    ["a word inside another word", { words: ["суд"] }, { text: "Посуда, не судите строго" }, false],
    ["the sku in other case", { sku: ["ok-12"] }, {}, true],
    ["the beginning of the sku", { sku: ["OK-1"] }, {}, false],
    ["a sku where there is none", { sku: ["OK-12"] }, { sku: null }, false],
    ["all conditions but one", { platform: ["wb"], rating: { min: 5 }, has_photo: true }, {}, false],
  ];

  test.each(cases)("a condition matches only the items it describes: %s", (_, when, over, expected) => {
    expect(fits(when, over)).toBe(expected);
  });
});

describe("a rule approves by itself only what is proven", () => {
  const approve = (when: When, over: Partial<ItemFacts>) =>
    decide([{ name: "all", when, then: "approve" }], item(over), "en");

  test("a draft with a miss waits, and the reason says which", () => {
    const { action, why } = approve({}, { unproven: [(texts) => texts.new_word("Люберцы")] });
    expect(action).toBe("review");
    expect(why).toContain("a word that is not among the harmless ones (“Люберцы”)");
  });

  test.each([
    ["a rule about everything", {}, 3, "review"],
    ["a rule from one star", { rating: { min: 1 } }, 1, "review"],
    ["a rule up to four stars", { rating: { max: 4 } }, 3, "review"],
    ["a rule up to three stars", { rating: { max: 3 } }, 3, "approve"],
    ["a rule for one star", { rating: { min: 1, max: 1 } }, 1, "approve"],
    ["four stars", {}, 4, "approve"],
    ["a review without stars", {}, null, "review"],
  ] as const)("few stars need a rule that says so: %s", (_, when, rating, action) => {
    expect(approve(when, { rating }).action).toBe(action);
  });

  test("which rule holds an item for want of proof alone", () => {
    const rules = { rules: [{ name: "all", when: {}, then: "approve" }] as Rule[], rules_enabled: true };
    const unproven = [() => "?"];
    const by = (over: Partial<ItemFacts>) => policy.heldByProof(rules, item(over), []);

    expect(by({ unproven })).toBe("all");
    expect(by({ rating: 2 })).toBe("all");
    // The alarm is new: the analysis did not note it.
    expect(by({ attention: ["safety"] })).toBe("all");
    expect(policy.heldByProof(rules, item({ attention: ["safety"] }), ["safety"])).toBeNull();
    expect(by({})).toBeNull();
    expect(by({ unproven, problems: [link] })).toBeNull();
  });

  test.each([
    [true, "похоже на жалобу на безопасность"],
    [false, "возможно, это жалоба на безопасность"],
  ])("what the model alone suspects is told as a guess, beside what is known (sure: %s)", (sure, told) => {
    const over = { attention: ["money", "safety"], suspected: { topic: "safety", sure } } as const;
    const { action, why } = decide([{ name: "all", when: {}, then: "approve" }], item(over));
    expect(action).toBe("review");
    expect(why).toContain(`тема для человека (деньги); ${told}`);
  });

  test("a question has no stars to hold it", () => {
    expect(approve({}, { type: "question", rating: null }).action).toBe("approve");
  });
});

describe("rule decisions", () => {
  const rules: Rule[] = [
    { name: "danger first", when: { words: ["ожог", "аллергия", "суд"] }, then: "escalate" },
    { name: "happy buyers", when: { rating: { min: 4 }, sentiment: ["positive"] }, then: "approve" },
    { name: "cancelled", when: { order_cancelled: true }, then: "skip" },
  ];

  test("the first matching rule decides, and the reason names its position and the rules before it", () => {
    const { action, rule, why } = decide(rules, item({ orderCancelled: true }));

    expect([action, rule]).toEqual(["approve", "happy buyers"]);
    expect(why).toBe(
      "Сработало правило 2 из 3 «happy buyers»: ответ одобрен. Не подошли: 1 «danger first»: нужных слов нет.",
    );
    const asked: Rule[] = [{ name: "praise", when: { type: ["review"] }, then: "approve" }];
    expect(decide(asked, item({ type: "question" })).why).toContain("1 «praise»: тип: вопрос.");
  });

  test("the reason is given in the reader's language", () => {
    const { why } = decide(rules, item({ orderCancelled: true }), "en");

    expect(why).toBe(
      "Decided by rule 2 of 3 “happy buyers”: the answer is approved. Not fitting: 1 “danger first”: none of the words.",
    );
  });

  test("an earlier rule beats a later one", () => {
    expect(decide(rules, item({ text: "Аллергии нет, отлично" })).action).toBe("escalate");
  });

  test("an item waits when no rule matches or no rules exist", () => {
    expect(decide(rules, item({ rating: 2, sentiment: "negative" }))).toMatchObject({ action: "review", rule: null });
    expect(decide([], item())).toEqual({ action: "review", rule: null, why: "Правил нет, ответ ждёт человека." });
  });

  test("a rule that is switched off decides nothing and keeps its place, and stopped rules decide nothing at all", () => {
    const [first, ...rest] = rules;
    const off = [{ ...first!, enabled: false }, ...rest];
    const { action, why } = decide(off, item({ text: "Аллергии нет, отлично" }));
    expect(action).toBe("approve");
    expect(why).toContain("правило 2 из 3 «happy buyers»");
    const stopped = policy.decide({ rules, rules_enabled: false }, item({ text: "Аллергии нет, отлично" }));
    expect(stopped).toMatchObject({ action: "review", rule: null });
    expect(stopped.why(textsOf("ru").policy)).toBe("Правила остановлены, ответ ждёт человека.");
  });

  test("a draft with problems is not approved, and the reason names them", () => {
    const { action, rule, why } = decide(rules, item({ problems: [link] }));

    expect([action, rule]).toEqual(["review", "happy buyers"]);
    expect(why).toContain("правило 2 из 3 «happy buyers»");
    expect(why).toContain("одобрить нельзя");
    expect(why).toContain("В ответе есть ссылка");
  });

  test("a near-copy is approved by a rule for reviews without a word only, and any other problem by none", () => {
    const copy = { rule: "copy", message: "Почти то же самое." };
    const bare: Rule = { name: "bare stars", when: { has_text: false }, then: "approve" };
    const any: Rule = { name: "any", when: {}, then: "approve" };
    expect(decide([bare], item({ text: "", problems: [copy] })).action).toBe("approve");
    expect(decide([any], item({ text: "", problems: [copy] })).action).toBe("review");
    expect(decide([bare], item({ text: "", problems: [copy, link] })).action).toBe("review");
  });

  test("an item that needs attention is not approved, and the reason names why", () => {
    const { action, why } = decide(rules, item({ attention: ["defect", "money"] }));

    expect(action).toBe("review");
    expect(why).toContain("брак, деньги");
  });

  test("problems and needed attention do not stop a rule from escalating or skipping", () => {
    const marked = { attention: ["safety"], problems: [link] } as const;

    expect(decide(rules, item({ ...marked, text: "Ожог" })).action).toBe("escalate");
    expect(decide(rules, item({ ...marked, rating: 1, sentiment: "negative", orderCancelled: true })).action).toBe(
      "skip",
    );
  });

  test("with any rules, the same item gets the same decision, and nothing doubtful is approved", () => {
    const some = <T>(values: readonly T[]) => fc.option(fc.subarray([...values]), { nil: undefined });
    const when: fc.Arbitrary<When> = fc.record({
      platform: some(PLATFORMS),
      type: some(ITEM_TYPES),
      rating: fc.option(fc.record({ min: fc.integer({ min: 1, max: 5 }) }), { nil: undefined }),
      sentiment: some(SENTIMENTS),
      category: some(CATEGORIES),
      attention: fc.option(fc.oneof(fc.boolean(), fc.subarray([...ATTENTIONS])), { nil: undefined }),
      has_text: fc.option(fc.boolean(), { nil: undefined }),
      words: fc.option(fc.array(fc.string({ unit: anyCharacter, maxLength: 8 })), { nil: undefined }),
    });
    const rule = fc.record({ name: fc.string(), when, then: fc.constantFrom(...ACTIONS) });
    const facts = fc.record({
      platform: fc.constantFrom(...PLATFORMS),
      rating: fc.constantFrom(null, 1, 2, 3, 4, 5),
      sentiment: fc.constantFrom(null, ...SENTIMENTS),
      attention: fc.subarray([...ATTENTIONS]),
      text: fc.string({ unit: anyCharacter }),
      problems: fc.subarray([link]),
    });
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), facts, (rules, over) => {
        const decision = decide(rules, item(over));
        expect(decide(rules, item(over))).toEqual(decision);
        const doubtful = over.attention.length > 0 || over.problems.length > 0;
        expect(decision.action === "approve" && doubtful).toBe(false);
        expect(decision.why).not.toBe("");
      }),
    );
  });
});
