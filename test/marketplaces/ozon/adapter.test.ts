import { describe, expect, it } from "vitest";
import { AT_ONCE, adapterAt, QUESTION, REVIEW } from "../accounts.ts";
import { connected, expectWrongKey, listAll, marketplaceContract, refTo, signal } from "../contract.ts";
import { DAY, MINUTE, NOW } from "../quick-clock.ts";
import { json, scriptedServer } from "../scripted-server.ts";
import type { Received, Step } from "../scripted-server.ts";

marketplaceContract("ozon");

it("a wrong Ozon key is distinguished from other failures", async () => {
  await expectWrongKey("ozon", (access) => ({ ...access, apiKey: "wrong" }) as typeof access);
});

const NO_ROLE = json(403, { code: 7, message: "Api-Key is missing a required role for a method" });
const NO_PLAN = json(403, { code: 7, message: "PermissionDenied desc = not available with existing subscription" });

/** Ozon, by path; anything else is an empty object. */
function ozonServer(routes: Record<string, Step>) {
  return scriptedServer((request, response) => (routes[request.path] ?? json(200, {}))(request, response));
}
const byStatus =
  (reviews: Record<string, unknown[]>): Step =>
  (request, response) => {
    const { filters } = request.body as { filters: { status: string } };
    json(200, { reviews: reviews[filters.status] ?? [], has_next: false, last_id: "" })(request, response);
  };
const review = (id: string, more: object = {}) => ({
  id,
  sku: "148591503",
  text: "Хорошо",
  rating: 5,
  published_at: new Date(NOW - DAY).toISOString(),
  photos_amount: 0,
  comments_amount: 0,
  ...more,
});
const question = (id: string, more: object = {}) => ({
  id,
  sku: 646399170,
  text: "Какой размер?",
  author_name: "Света",
  published_at: new Date(NOW - DAY).toISOString(),
  answers_count: 0,
  ...more,
});
const pathsOf = (requests: Received[]) => requests.map(({ path }) => path);

describe("Ozon reviews", () => {
  it("of cancelled orders are marked", async () => {
    const sample = { id: "one", platform: "ozon" as const, rating: 1, text: "Не дождался", orderCancelled: true };
    await using setup = await connected("ozon", [sample]);
    expect((await listAll(setup.marketplace, "review")).items).toMatchObject([{ orderCancelled: true }]);
  });

  it("that turn from new to viewed while the list is read are returned once", async () => {
    await using server = await ozonServer({
      "/v2/review/list": byStatus({ NEW: [review("a"), review("b")], VIEWED: [review("b"), review("c")] }),
    });
    await using adapter = adapterAt("ozon", server.url);
    const { items } = await listAll(adapter.marketplace, "review");
    expect(items.map(({ externalId }) => externalId)).toEqual(["a", "b", "c"]);
  });

  it("with comments by other buyers count as unanswered", async () => {
    await using setup = await connected("ozon", [{ id: "one", platform: "ozon", rating: 4, text: "Хорошо" }]);
    setup.world.commentAsBuyer("one", "Согласна!");
    const { items } = await listAll(setup.marketplace, "review");
    expect(items).toMatchObject([{ answer: null }]);
    expect(await setup.marketplace.read(refTo(items[0]!), signal)).toMatchObject({ status: "unanswered" });
  });

  it("carry our own comment when somebody answered without marking them as processed", async () => {
    const comment = { id: "c9", text: "Спасибо!", is_owner: true, is_published: true, parent_comment_id: "" };
    await using server = await ozonServer({
      "/v2/review/list": byStatus({ VIEWED: [review("a", { comments_amount: 1 })] }),
      "/v1/review/comment/list": json(200, { comments: [comment], offset: 1 }),
    });
    await using adapter = adapterAt("ozon", server.url);
    const { items } = await listAll(adapter.marketplace, "review");
    expect(items[0]?.answer).toMatchObject({ text: "Спасибо!", remoteId: "c9", moderation: "live" });
  });

  it("that are already known need no look-up", async () => {
    const many = [review("a", { photos_amount: 2, comments_amount: 1 })];
    await using server = await ozonServer({ "/v2/review/list": byStatus({ NEW: many }) });
    await using adapter = adapterAt("ozon", server.url);
    expect((await listAll(adapter.marketplace, "review", { known: ["a"] })).items).toHaveLength(1);
    expect(new Set(pathsOf(server.requests))).toEqual(new Set(["/v2/review/list"]));
  });

  it("whose photos are not there any more are listed without them, because the look-up may be what is gone", async () => {
    await using server = await ozonServer({
      "/v2/review/list": byStatus({ NEW: [review("a", { photos_amount: 1 }), review("b")] }),
      "/v2/review/info": json(404, { code: 5, message: "review not found", details: [] }),
    });
    await using adapter = adapterAt("ozon", server.url);
    const { items, quarantined } = await listAll(adapter.marketplace, "review");
    expect(items.map(({ externalId, photos, incomplete }) => [externalId, photos, incomplete])).toEqual([
      ["a", [], true],
      ["b", [], false],
    ]);
    expect(quarantined).toEqual([]);
  });

  it("whose comments cannot be read are set aside, while the others are returned", async () => {
    await using server = await ozonServer({
      "/v2/review/list": byStatus({ NEW: [review("a", { comments_amount: 1 }), review("b")] }),
      "/v1/review/comment/list": json(200, { comments: [{ text: "без id" }] }),
    });
    await using adapter = adapterAt("ozon", server.url);
    const { items, quarantined } = await listAll(adapter.marketplace, "review");
    expect(items.map(({ externalId }) => externalId)).toEqual(["b"]);
    expect(quarantined).toMatchObject([{ raw: { id: "a" }, reason: expect.stringContaining("comments.0.id") }]);
  });

  it("marked as processed without a visible comment count as answered", async () => {
    await using server = await ozonServer({
      "/v2/review/info": json(200, review("a", { status: "PROCESSED" })),
      "/v1/review/comment/list": json(200, { comments: [] }),
    });
    await using adapter = adapterAt("ozon", server.url);
    expect(await adapter.marketplace.read(REVIEW, signal)).toMatchObject({
      status: "answered",
      answer: { text: "", remoteId: null, moderation: "pending" },
    });
  });

  it("with more than a page of comments are searched to the end", async () => {
    const buyers = Array.from({ length: 100 }, (_, i) => ({ id: `b${i}`, text: "+1", is_owner: false }));
    const own = { id: "own", text: "Спасибо!", is_owner: true, is_published: false, is_rejected: false };
    await using server = await ozonServer({
      "/v1/review/comment/list": (request, response) => {
        const { offset } = request.body as { offset: number };
        json(200, { comments: offset === 0 ? buyers : [own], offset: 1 })(request, response);
      },
    });
    await using adapter = adapterAt("ozon", server.url);
    expect(await adapter.marketplace.read(REVIEW, signal)).toMatchObject({
      answer: { remoteId: "own", moderation: "pending" },
    });
  });

  it("are answered and marked as processed", async () => {
    await using server = await ozonServer({ "/v1/review/comment/create": json(200, { comment_id: "c1" }) });
    await using adapter = adapterAt("ozon", server.url);
    expect(await adapter.marketplace.publish(REVIEW, "Спасибо!", signal, AT_ONCE)).toEqual({ remoteId: "c1" });
    const body = { review_id: REVIEW.externalId, text: "Спасибо!", mark_review_as_processed: true };
    expect(server.requests).toMatchObject([{ path: "/v1/review/comment/create", body }]);
  });

  it("are published even when the id of the comment is missing", async () => {
    await using server = await ozonServer({});
    await using adapter = adapterAt("ozon", server.url);
    expect(await adapter.marketplace.publish(REVIEW, "Спасибо!", signal, AT_ONCE)).toEqual({ remoteId: null });
  });

  it("in a list that never ends cause an error", async () => {
    await using server = await ozonServer({
      "/v2/review/list": json(200, { reviews: [review("a")], has_next: true, last_id: "" }),
    });
    await using adapter = adapterAt("ozon", server.url);
    await expect(listAll(adapter.marketplace, "review")).rejects.toMatchObject({ code: "marketplace.bad_reply" });
  });
});

describe("Ozon questions", () => {
  const list = (...questions: unknown[]): Step => json(200, { questions, has_next: false, last_id: "" });
  const answers = (...list: unknown[]): Step => json(200, { answers: list, last_id: "" });
  const company = json(200, { company: { name: "Охана Маркет", legal_name: "ООО «Охана»" } });

  it("answered by the seller under its name carry the answer, and the name is kept for a day", async () => {
    await using server = await ozonServer({
      "/v1/question/list": list(question("a", { answers_count: 1 }), question("b", { answers_count: 2 })),
      "/v1/question/answer/list": answers({
        id: "x",
        text: "Да",
        author_name: "ООО «ОХАНА»",
        status_publication: "PUBLISHED",
      }),
      "/v1/seller/info": company,
    });
    await using adapter = adapterAt("ozon", server.url);
    const { items } = await listAll(adapter.marketplace, "question");
    expect(items).toHaveLength(2);
    for (const { answer } of items) expect(answer).toMatchObject({ text: "Да", remoteId: "x", moderation: "live" });
    const asked = () => pathsOf(server.requests).filter((path) => path === "/v1/seller/info").length;
    const first = asked();
    adapter.clock.advance(23 * 60 * MINUTE);
    await listAll(adapter.marketplace, "question");
    expect(asked()).toBe(first);
    adapter.clock.advance(60 * MINUTE);
    await listAll(adapter.marketplace, "question");
    expect(asked()).toBeGreaterThan(first);
  });

  it("answered by another buyer stay unanswered", async () => {
    await using server = await ozonServer({
      "/v1/question/list": list(question("a", { answers_count: 1 })),
      "/v1/question/answer/list": answers({
        id: "x",
        text: "Да",
        author_name: "Света",
        status_publication: "PUBLISHED",
      }),
      "/v1/seller/info": company,
    });
    await using adapter = adapterAt("ozon", server.url);
    expect((await listAll(adapter.marketplace, "question")).items).toMatchObject([{ answer: null }]);
  });

  it("are read without the seller's name when the key may not ask for it", async () => {
    await using server = await ozonServer({
      "/v1/question/info": json(200, question("a", { status: "PROCESSED" })),
      "/v1/question/answer/list": answers({
        id: "x",
        text: "Да",
        author_name: "Охана",
        status_publication: "PUBLISHED",
      }),
      "/v1/seller/info": NO_ROLE,
    });
    await using adapter = adapterAt("ozon", server.url);
    expect(await adapter.marketplace.read(QUESTION, signal)).toMatchObject({
      status: "answered",
      answer: { text: "" },
    });
  });

  it("are answered with the sku as a number", async () => {
    await using server = await ozonServer({ "/v1/question/answer/create": json(200, { answer_id: "a1" }) });
    await using adapter = adapterAt("ozon", server.url);
    const ref = { ...QUESTION, raw: { sku: "646399170" } };
    expect(await adapter.marketplace.publish(ref, "Да, есть.", signal, AT_ONCE)).toEqual({ remoteId: "a1" });
    expect(server.requests).toMatchObject([
      { path: "/v1/question/answer/create", body: { question_id: ref.externalId, sku: 646399170, text: "Да, есть." } },
    ]);
  });

  it("without a sku are not sent", async () => {
    await using server = await ozonServer({});
    await using adapter = adapterAt("ozon", server.url);
    const publishing = adapter.marketplace.publish({ ...QUESTION, raw: null }, "Да, есть.", signal, AT_ONCE);
    await expect(publishing).rejects.toMatchObject({ code: "marketplace.no_sku", effect: "none" });
    expect(server.requests).toEqual([]);
  });
});

describe("Ozon products", () => {
  const lists = { "/v2/review/list": byStatus({ NEW: [review("a"), review("b"), review("c", { sku: 2 })] }) };

  it("are requested together, and again only on the next day", async () => {
    await using server = await ozonServer({
      ...lists,
      "/v3/product/info/list": json(200, { items: [{ id: 1, name: "Плёнка", offer_id: "21470", sku: 148591503 }] }),
    });
    await using adapter = adapterAt("ozon", server.url);
    const lookups = () => server.requests.filter(({ path }) => path === "/v3/product/info/list");
    const { items } = await listAll(adapter.marketplace, "review");
    expect(items.map(({ sku, productName }) => [sku, productName])).toEqual([
      ["21470", "Плёнка"],
      ["21470", "Плёнка"],
      ["2", null],
    ]);
    await listAll(adapter.marketplace, "review");
    expect(lookups().map(({ body }) => body)).toEqual([{ sku: ["148591503", "2"] }]);
    adapter.clock.advance(DAY);
    await listAll(adapter.marketplace, "review");
    expect(lookups()).toHaveLength(2);
  });

  it("that the key may not read leave the reviews without product names", async () => {
    await using server = await ozonServer({ ...lists, "/v3/product/info/list": NO_ROLE });
    await using adapter = adapterAt("ozon", server.url);
    const { items } = await listAll(adapter.marketplace, "review");
    expect(items.map(({ productName, sku }) => [productName, sku])).toEqual([
      [null, "148591503"],
      [null, "148591503"],
      [null, "2"],
    ]);
    await listAll(adapter.marketplace, "review");
    expect(server.requests.filter(({ path }) => path === "/v3/product/info/list")).toHaveLength(1);
  });
});

describe("access to Ozon", () => {
  const roles = json(200, { expires_at: new Date(NOW + 5 * DAY).toISOString(), roles: [] });
  const seller = json(200, { company: { name: "Охана Маркет" } });

  it("without the subscription for reviews is a warning while questions work", async () => {
    await using server = await ozonServer({
      "/v1/roles": roles,
      "/v2/review/count": NO_PLAN,
      "/v1/seller/info": seller,
    });
    await using adapter = adapterAt("ozon", server.url);
    expect(await adapter.marketplace.checkAccess(signal)).toEqual({
      key: "API key",
      seller: "Охана Маркет",
      expiresAt: NOW + 5 * DAY,
      warnings: [
        expect.stringContaining("2026-07-20"),
        expect.stringMatching(/Reviews are closed.*«Управление отзывами»/),
      ],
    });
  });

  it("to neither reviews nor questions is an error that names the subscription", async () => {
    await using server = await ozonServer({
      "/v1/roles": roles,
      "/v2/review/count": NO_PLAN,
      "/v1/question/count": NO_PLAN,
    });
    await using adapter = adapterAt("ozon", server.url);
    const refused = { name: "AuthError", code: "auth.plan", hint: expect.stringContaining("«Управление отзывами»") };
    await expect(adapter.marketplace.checkAccess(signal)).rejects.toMatchObject(refused);
  });
});
