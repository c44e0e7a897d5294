import { describe, expect, it } from "vitest";
import { AT_ONCE, adapterAt, QUESTION, REVIEW } from "../accounts.ts";
import { connected, expectWrongKey, listAll, marketplaceContract, refTo, signal } from "../contract.ts";
import { DAY, MINUTE, NOW } from "../quick-clock.ts";
import { json, scriptedServer } from "../scripted-server.ts";
import type { Step } from "../scripted-server.ts";

marketplaceContract("ym");

it("a wrong Yandex Market key is distinguished from other failures", async () => {
  await expectWrongKey("ym", (access) => ({ ...access, apiKey: "ACMA:wrong" }) as typeof access);
});

const REVIEWS = "/v2/businesses/987654/goods-feedback";
const QUESTIONS = "/v1/businesses/987654/goods-questions";

/** Yandex Market, by path; anything else has an empty result. */
function ymServer(routes: Record<string, Step>) {
  return scriptedServer((request, response) => {
    const { pathname } = new URL(request.path, "http://ym");
    (routes[pathname] ?? json(200, { status: "OK", result: { offerMappings: [] } }))(request, response);
  });
}
const ok = (result: unknown): Step => json(200, { status: "OK", result });
const review = (feedbackId: number, commentsCount: number | undefined) => ({
  feedbackId,
  createdAt: new Date(NOW - DAY).toISOString(),
  needReaction: false,
  identifiers: { offerId: "CF-250-ARB" },
  statistics: { rating: 5, commentsCount },
});

describe("Yandex Market reviews", () => {
  it("have their comments searched for our own when they have comments, or when the count is missing", async () => {
    const own = { id: 1, text: "Спасибо!", author: { type: "BUSINESS" }, status: "PUBLISHED", feedbackId: 2 };
    await using server = await ymServer({
      [REVIEWS]: ok({ feedbacks: [review(1, 0), review(2, 1), review(3, undefined), review(4, 1)] }),
      [`${REVIEWS}/comments`]: ok({ comments: [own] }),
    });
    await using adapter = adapterAt("ym", server.url);
    const { items } = await listAll(adapter.marketplace, "review", { known: ["4"] });
    expect(items.map(({ answer }) => answer?.text)).toEqual([undefined, "Спасибо!", "Спасибо!", undefined]);
    const asked = server.requests.filter(({ path }) => path.startsWith(`${REVIEWS}/comments`));
    expect(asked.map(({ body }) => body)).toEqual([{ feedbackId: 2 }, { feedbackId: 3 }]);
  });

  it("that a manager only opened count as unanswered", async () => {
    await using setup = await connected("ym", [{ id: "one", platform: "ym", rating: 3, text: "Так себе" }]);
    setup.world.open("one");
    expect((await listAll(setup.marketplace, "review")).items).toMatchObject([{ answer: null, text: "Так себе" }]);
  });

  it("that the buyer edits after the answer keep their answer", async () => {
    await using setup = await connected("ym", [{ id: "one", platform: "ym", rating: 3, text: "Так себе" }]);
    const ref = refTo((await listAll(setup.marketplace, "review")).items[0]!);
    await setup.marketplace.publish(ref, "Спасибо!", signal, AT_ONCE);
    setup.world.edit("one", { text: "Уже лучше", rating: 4 });
    const { items } = await listAll(setup.marketplace, "review");
    expect(items).toMatchObject([{ text: "Уже лучше", rating: 4, answer: { text: "Спасибо!" } }]);
  });

  it("with comments by other buyers count as unanswered", async () => {
    await using setup = await connected("ym", [{ id: "one", platform: "ym", rating: 3, text: "Так себе" }]);
    setup.world.commentAsBuyer("one", "Согласен");
    const { items } = await listAll(setup.marketplace, "review");
    expect(items).toMatchObject([{ answer: null }]);
    expect(await setup.marketplace.read(refTo(items[0]!), signal)).toMatchObject({ status: "unanswered" });
  });

  it("carry pros and cons in separate fields", async () => {
    const sample = { id: "one", platform: "ym" as const, rating: 3, text: "Норм", pros: "ткань", cons: "цена" };
    await using setup = await connected("ym", [sample]);
    const { items } = await listAll(setup.marketplace, "review");
    expect(items).toMatchObject([{ text: "Норм", pros: "ткань", cons: "цена" }]);
  });

  it("of the last year are read in parts of less than six months", async () => {
    const samples = [1, 100, 200, 300].map((days) => ({
      id: `d${days}`,
      platform: "ym" as const,
      rating: 5,
      text: "Хорошо",
      createdAt: NOW - days * DAY,
    }));
    await using setup = await connected("ym", samples);
    const { items } = await listAll(setup.marketplace, "review", { since: NOW - 365 * DAY });
    expect(items).toHaveLength(4);
  });

  it("are answered with a new comment, never an edit", async () => {
    await using server = await ymServer({ [`${REVIEWS}/comments/update`]: ok({ id: 5512345, text: "Спасибо!" }) });
    await using adapter = adapterAt("ym", server.url);
    expect(await adapter.marketplace.publish(REVIEW, "Спасибо!", signal, AT_ONCE)).toEqual({ remoteId: "5512345" });
    expect(server.requests.map(({ body }) => body)).toEqual([{ feedbackId: 187654321, comment: { text: "Спасибо!" } }]);
  });
});

describe("Yandex Market questions", () => {
  const question = (id: number) => ({
    questionIdentifiers: { id, offerId: "CF-250-ARB" },
    text: "Какой помол?",
    createdAt: new Date(NOW - DAY).toISOString(),
    author: { type: "USER", name: "Игорь" },
  });

  it("need a look-up only when they do not wait for an answer", async () => {
    await using server = await ymServer({
      [QUESTIONS]: (request, response) => {
        const { needAnswer } = request.body as { needAnswer: boolean };
        ok({ questions: needAnswer ? [question(1)] : [question(1), question(2), question(3)] })(request, response);
      },
      [`${QUESTIONS}/answers`]: (request, response) => {
        const { questionId } = request.body as { questionId: number };
        const author = { type: questionId === 2 ? "BUSINESS" : "USER" };
        ok({ answers: [{ id: 7, text: "Любой.", author, status: "UNMODERATED" }] })(request, response);
      },
    });
    await using adapter = adapterAt("ym", server.url);
    const { items } = await listAll(adapter.marketplace, "question", { since: NOW - 2 * DAY });
    expect(items.map(({ externalId, answer }) => [externalId, answer?.moderation])).toEqual([
      ["1", undefined],
      ["2", "pending"],
      ["3", undefined],
    ]);
    const asked = server.requests.filter(({ path }) => path.startsWith(`${QUESTIONS}/answers`));
    expect(asked.map(({ body }) => body)).toEqual([{ questionId: 2 }, { questionId: 3 }]);
  });

  it("of the last quarter are read in parts of less than a month", async () => {
    const samples = [1, 26, 27, 28, 54, 55, 80].map((days) => ({
      id: `d${days}`,
      platform: "ym" as const,
      itemType: "question" as const,
      rating: null,
      text: "Какой размер?",
      createdAt: NOW - days * DAY - MINUTE,
    }));
    await using setup = await connected("ym", samples);
    const { items } = await listAll(setup.marketplace, "question", { since: NOW - 90 * DAY });
    expect(items).toHaveLength(7);
  });

  it("are not asked for in parts of a time that the marketplace has not reached", async () => {
    await using server = await ymServer({ [QUESTIONS]: ok({ questions: [] }) });
    await using adapter = adapterAt("ym", server.url);
    adapter.clock.advance(Date.now() - NOW + 3650 * DAY);
    await listAll(adapter.marketplace, "question", { since: Date.now() - 40 * DAY });
    // Two parts up to now, each asked for what waits and for the rest; ten years would be 135 parts.
    expect(server.requests.filter(({ path }) => path.startsWith(QUESTIONS))).toHaveLength(4);
  });

  it("are asked for in all parts when the reply's Date is older than what is asked about", async () => {
    await using server = await ymServer({
      [QUESTIONS]: (request, response) => {
        response.setHeader("date", "Wed, 01 Jan 2020 00:00:00 GMT");
        ok({ questions: [] })(request, response);
      },
    });
    await using adapter = adapterAt("ym", server.url);
    await listAll(adapter.marketplace, "question", { since: NOW - 60 * DAY });
    expect(server.requests.filter(({ path }) => path.startsWith(QUESTIONS))).toHaveLength(6);
  });

  it("are answered by creating an answer to the question", async () => {
    await using server = await ymServer({ [`${QUESTIONS}/update`]: ok({ entity: { id: 77001234, type: "ANSWER" } }) });
    await using adapter = adapterAt("ym", server.url);
    expect(await adapter.marketplace.publish(QUESTION, "Мелкий.", signal, AT_ONCE)).toEqual({ remoteId: "77001234" });
    const body = { operationType: "CREATE", parentEntityId: { id: 33100456, type: "QUESTION" }, text: "Мелкий." };
    expect(server.requests.map((request) => request.body)).toEqual([body]);
  });
});

describe("access to Yandex Market", () => {
  const campaigns = (...businesses: { id: number; name: string }[]): Step =>
    json(200, { campaigns: businesses.map((business) => ({ id: 1, business, apiAvailability: "AVAILABLE" })) });
  const scopes = (...authScopes: string[]): Step => ok({ apiKey: { name: "k", authScopes } });
  const mine = { id: 987654, name: "Flax Store" };

  async function check(token: Step, shops: Step) {
    await using server = await ymServer({ "/v2/auth/token": token, "/v2/campaigns": shops });
    await using adapter = adapterAt("ym", server.url);
    return await adapter.marketplace.checkAccess(signal);
  }

  it("with the scope for communication alone lacks product names", async () => {
    expect(await check(scopes("COMMUNICATION"), campaigns(mine))).toEqual({
      seller: "Flax Store",
      key: "API key with COMMUNICATION",
      expiresAt: null,
      warnings: [expect.stringContaining("product names")],
    });
  });

  it("with a read-only key cannot answer", async () => {
    const { warnings } = await check(scopes("ALL_METHODS_READ_ONLY"), campaigns(mine));
    expect(warnings).toEqual([expect.stringContaining("not answer")]);
  });

  it("with a key for all scopes gives no warning", async () => {
    expect((await check(scopes("ALL_METHODS"), campaigns(mine))).warnings).toEqual([]);
  });

  it("with a key for other scopes is refused", async () => {
    const refused = { name: "AuthError", code: "auth.role", hint: expect.stringContaining("«Общение с покупателями»") };
    await expect(check(scopes("PRICING"), campaigns(mine))).rejects.toMatchObject(refused);
  });

  it("with a key of another cabinet fails and names the right business_id", async () => {
    const refused = { name: "AuthError", code: "auth.business", hint: "Set business_id to 5 (Другой)." };
    await expect(check(scopes("ALL_METHODS"), campaigns({ id: 5, name: "Другой" }))).rejects.toMatchObject(refused);
  });

  it("that is switched off for every shop is warned about", async () => {
    const shops = json(200, { campaigns: [{ business: mine, apiAvailability: "DISABLED_BY_INACTIVITY" }] });
    expect((await check(scopes("ALL_METHODS"), shops)).warnings).toEqual([
      expect.stringContaining("DISABLED_BY_INACTIVITY"),
    ]);
  });
});

it("Yandex Market never sees more than four requests of a cabinet at a time", async () => {
  let underWay = 0;
  let most = 0;
  await using server = await ymServer({
    [`${REVIEWS}/comments`]: (request, response) => {
      most = Math.max(most, ++underWay);
      setImmediate(() => {
        underWay--;
        ok({ comments: [{ id: 1, text: "Да", author: { type: "BUSINESS" }, status: "PUBLISHED" }] })(request, response);
      });
    },
  });
  await using adapter = adapterAt("ym", server.url);
  await Promise.all(Array.from({ length: 20 }, () => adapter.marketplace.read(REVIEW, signal)));
  expect(most).toBeLessThanOrEqual(4);
});
