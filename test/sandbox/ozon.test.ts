import { describe, expect, it } from "vitest";
import { MODERATION_MS } from "../../src/sandbox/item.ts";
import { describedOperations, NOW, openSandbox, samples, send } from "./calls.ts";

const ids = (list: { id: string }[]) => list.map(({ id }) => id);

describe("Ozon", () => {
  it("serves every described operation as its contract says", async () => {
    await using open = await openSandbox();
    const { ozon, world } = open;
    const review = world.item("ozon-01");
    const question = world.item("ozon-05");
    const [review_id, question_id] = [review.externalId, question.externalId];

    await ozon({ path: "/v2/review/list", body: { limit: 100 } });
    await ozon({ path: "/v2/review/info", body: { review_id } });
    await ozon({ path: "/v2/review/count" });
    await ozon({ path: "/v2/review/change-status", body: { review_ids: [review_id], status: "VIEWED" } });
    const comment = await ozon({ path: "/v1/review/comment/create", body: { review_id, text: "Спасибо!" } });
    await ozon({ path: "/v1/review/comment/list", body: { limit: 20, review_id } });
    const { comment_id } = comment.body;
    await ozon({ path: "/v2/review/comment/delete", body: { comment_id, sku: review.ozonSku } });
    await ozon({ path: "/v1/question/list", body: { limit: 100 } });
    await ozon({ path: "/v1/question/info", body: { question_id } });
    await ozon({ path: "/v1/question/count" });
    await ozon({ path: "/v1/question/change-status", body: { question_ids: [question_id], status: "VIEWED" } });
    const body = { question_id, sku: question.ozonSku, text: "Тянутся" };
    const answer = await ozon({ path: "/v1/question/answer/create", body });
    await ozon({ path: "/v1/question/answer/list", body: { question_id, sku: question.ozonSku } });
    const { answer_id } = answer.body;
    await ozon({ path: "/v1/question/answer/delete", body: { answer_id, sku: question.ozonSku } });
    await ozon({ path: "/v3/product/info/list", body: { sku: [String(review.ozonSku)] } });
    await ozon({ path: "/v4/product/info/attributes", body: { filter: { sku: [String(review.ozonSku)] }, limit: 10 } });
    await ozon({ path: "/v1/roles" });
    await ozon({ path: "/v1/seller/info" });

    expect([...open.operations].sort()).toEqual(describedOperations("ozon"));
  });

  it("moves a review to PROCESSED only with a comment that asks for it", async () => {
    await using open = await openSandbox(samples(2, { platform: "ozon" }));
    const [first, second] = open.world.items().map(({ externalId }) => externalId);
    const create = (review_id: string | undefined, mark: boolean) =>
      open.ozon({
        path: "/v1/review/comment/create",
        body: { review_id, text: "Спасибо!", mark_review_as_processed: mark },
      });
    await create(first, true);
    await create(second, false);
    const listed = async (status: string) =>
      ids((await open.ozon({ path: "/v2/review/list", body: { limit: 20, filters: { status } } })).body.reviews);
    expect(await listed("PROCESSED")).toEqual([first]);
    expect(await listed("NEW")).toEqual([second]);
    expect((await open.ozon({ path: "/v2/review/count" })).body).toEqual({ total: 2, new: 1, viewed: 0, processed: 1 });
  });

  it("adds one more comment with every create, and lists them until they are deleted", async () => {
    await using open = await openSandbox(samples(1, { platform: "ozon" }));
    const item = open.world.item("ozon-0");
    const create = async () => {
      const body = { review_id: item.externalId, text: "Спасибо!" };
      return (await open.ozon({ path: "/v1/review/comment/create", body })).body.comment_id as string;
    };
    const list = async () => {
      const body = { limit: 20, review_id: item.externalId };
      return (await open.ozon({ path: "/v1/review/comment/list", body })).body;
    };
    const [first, second] = [await create(), await create()];
    expect(first).not.toBe(second);
    open.world.commentAsBuyer("ozon-0", "Согласна");
    const { comments, offset } = await list();
    expect([comments.map(({ is_owner }: { is_owner: boolean }) => is_owner), offset]).toEqual([[true, true, false], 3]);
    const info = await open.ozon({ path: "/v2/review/info", body: { review_id: item.externalId } });
    expect(info.body.comments_amount).toBe(3);

    await open.ozon({ path: "/v2/review/comment/delete", body: { comment_id: first, sku: item.ozonSku } });
    expect(ids((await list()).comments)).not.toContain(first);
    expect(item.received).toHaveLength(2);
  });

  it("publishes a comment after moderation, or tells why not", async () => {
    await using open = await openSandbox(samples(1, { platform: "ozon" }));
    const review_id = open.world.item("ozon-0").externalId;
    await open.ozon({ path: "/v1/review/comment/create", body: { review_id, text: "Спасибо!" } });
    const state = async () => {
      const { body } = await open.ozon({ path: "/v1/review/comment/list", body: { limit: 20, review_id } });
      const { is_published, is_rejected, deviation_reason } = body.comments[0];
      return [is_published, is_rejected, deviation_reason];
    };
    expect(await state()).toEqual([false, false, ""]);
    open.clock.advance(MODERATION_MS);
    expect(await state()).toEqual([true, false, ""]);
    open.world.rejectAnswer("ozon-0", "Реклама");
    expect(await state()).toEqual([false, true, "Реклама"]);
  });

  it.each(["ASC", "DESC"])("pages through all reviews exactly once in the order %s", async (sort_dir) => {
    await using open = await openSandbox(samples(45, { platform: "ozon" }));
    const seen: string[] = [];
    for (let last_id = "", more = true; more;) {
      const { body } = await open.ozon({ path: "/v2/review/list", body: { limit: 20, last_id, sort_dir } });
      seen.push(...ids(body.reviews));
      [last_id, more] = [body.last_id, body.has_next];
    }
    const all = open.world.items().map(({ externalId }) => externalId);
    expect(seen).toEqual(sort_dir === "ASC" ? all : all.toReversed());
  });

  it("skips no review while the pages shrink, and ends correctly when the last page is full", async () => {
    await using open = await openSandbox(samples(40, { platform: "ozon" }));
    const seen: string[] = [];
    let pages = 0;
    for (let last_id = "", more = true; more; pages += 1) {
      const filters = { status: "NEW" };
      const { body } = await open.ozon({ path: "/v2/review/list", body: { limit: 20, last_id, filters } });
      seen.push(...ids(body.reviews));
      await open.ozon({
        path: "/v2/review/change-status",
        body: { review_ids: ids(body.reviews), status: "PROCESSED" },
      });
      open.world.withdraw(`ozon-${seen.length - 1}`);
      [last_id, more] = [body.last_id, body.has_next];
    }
    expect(seen).toEqual(open.world.items().map(({ externalId }) => externalId));
    expect(pages).toBe(2);
  });

  it("narrows reviews by time, order and sku; both ends of the time are excluded", async () => {
    await using open = await openSandbox([
      ...samples(5, { platform: "ozon", sku: "OM-1001" }),
      { id: "cancelled", platform: "ozon", text: "", rating: 1, sku: "OM-1002", orderCancelled: true, createdAt: NOW },
    ]);
    const at = (id: string) => new Date(open.world.item(id).createdAt).toISOString();
    const listed = async (filters: object) =>
      ids((await open.ozon({ path: "/v2/review/list", body: { limit: 20, filters } })).body.reviews);
    const idOf = (id: string) => open.world.item(id).externalId;
    expect(await listed({ published_from: at("ozon-1"), published_to: at("ozon-3") })).toEqual([idOf("ozon-2")]);
    expect(await listed({ order_status: "CANCELLED" })).toEqual([idOf("cancelled")]);
    expect(await listed({ skus: [String(open.world.item("cancelled").ozonSku)] })).toEqual([idOf("cancelled")]);
    const info = await open.ozon({ path: "/v2/review/info", body: { review_id: idOf("cancelled") } });
    expect(info.body).toMatchObject({ order_status: "CANCELLED", is_rating_participant: false });
  });

  it("folds pros and cons into the one text that Ozon has", async () => {
    await using open = await openSandbox([
      { id: "1", platform: "ozon", text: "Ношу", rating: 4, pros: "тепло", cons: "колется", photos: 2 },
    ]);
    const review_id = open.world.item("1").externalId;
    const { body } = await open.ozon({ path: "/v2/review/info", body: { review_id } });
    expect(body.text).toBe("Достоинства: тепло\nНедостатки: колется\nНошу");
    expect(body.photos).toHaveLength(2);
  });

  it("takes a question out of UNPROCESSED when it is answered, and lists the answer", async () => {
    await using open = await openSandbox(samples(3, { platform: "ozon", itemType: "question" }));
    const item = open.world.item("ozon-1");
    const [question_id, sku] = [item.externalId, item.ozonSku];
    open.world.open("ozon-0");
    const body = { question_id, sku, text: "Размер в размер" };
    const { answer_id } = (await open.ozon({ path: "/v1/question/answer/create", body })).body;

    const listed = async (status: string) =>
      ids((await open.ozon({ path: "/v1/question/list", body: { limit: 100, filter: { status } } })).body.questions);
    const [viewed, , fresh] = open.world.items().map(({ externalId }) => externalId);
    expect(await listed("UNPROCESSED")).toEqual([fresh, viewed]);
    expect(await listed("VIEWED")).toEqual([viewed]);
    expect(await listed("PROCESSED")).toEqual([question_id]);
    const count = await open.ozon({ path: "/v1/question/count" });
    expect(count.body).toEqual({ all: 3, new: 1, viewed: 1, processed: 1, unprocessed: 2 });

    const answers = async () =>
      (await open.ozon({ path: "/v1/question/answer/list", body: { question_id, sku } })).body.answers;
    expect(await answers()).toMatchObject([
      { id: answer_id, text: "Размер в размер", status_publication: "AWAITING_MODERATION" },
    ]);
    await open.ozon({ path: "/v1/question/answer/create", body });
    open.clock.advance(MODERATION_MS);
    expect(await answers()).toMatchObject([{ status_publication: "PUBLISHED" }, { status_publication: "DUPLICATE" }]);
    expect((await open.ozon({ path: "/v1/question/info", body: { question_id } })).body.answers_count).toBe("2");
  });

  it("asks for the sku that belongs to the question", async () => {
    await using open = await openSandbox(samples(1, { platform: "ozon", itemType: "question" }));
    const body = { question_id: open.world.item("ozon-0").externalId, sku: 1, text: "Да, есть" };
    const { status, body: error } = await open.ozon({ path: "/v1/question/answer/create", body });
    expect([status, error]).toEqual([404, { code: 5, message: "question not found", details: "" }]);
    expect(open.world.item("ozon-0").received).toEqual([]);
  });

  it("returns name and brand of a card for any of its SKUs", async () => {
    await using open = await openSandbox([]);
    const card = open.world.catalogue.all().find(({ ozonSkus }) => ozonSkus.length > 1);
    const [main, other] = card?.ozonSkus ?? [];
    const info = await open.ozon({ path: "/v3/product/info/list", body: { sku: [String(other)] } });
    expect(info.body.items).toMatchObject([
      { sku: main, name: card?.name, offer_id: card?.sku, sources: [{ sku: main }, { sku: other }] },
    ]);
    const body = { filter: { sku: [String(main)], visibility: "ALL" }, limit: 1 };
    const { result, total } = (await open.ozon({ path: "/v4/product/info/attributes", body })).body;
    expect(total).toBe(1);
    expect(result[0].attributes[0]).toMatchObject({ id: 85, values: [{ value: card?.brand }] });
    const tooMany = { sku: Array.from({ length: 1001 }, (_, index) => String(index)) };
    expect((await open.ozon({ path: "/v3/product/info/list", body: tooMany })).status).toBe(400);
  });

  it("pages through the cards exactly once", async () => {
    await using open = await openSandbox([]);
    const seen: string[] = [];
    for (let last_id = ""; ;) {
      const { body } = await open.ozon({
        path: "/v4/product/info/attributes",
        body: { filter: {}, limit: 7, last_id },
      });
      if (body.result.length === 0) break;
      seen.push(...body.result.map(({ offer_id }: { offer_id: string }) => offer_id));
      last_id = body.last_id;
    }
    expect(seen).toEqual(open.world.catalogue.all().map(({ sku }) => sku));
  });

  it("names what is wrong with a request in Ozon's words", async () => {
    await using open = await openSandbox([]);
    const refused = async (path: string, body: unknown) => {
      const reply = await open.ozon({ path, body, invalid: true });
      return [reply.status, reply.body.code, reply.body.message];
    };
    expect(await refused("/v2/review/list", { limit: 1 })).toEqual([
      400,
      3,
      "Request validation error: invalid ReviewListV2Request.Limit: value must be inside range [20, 100]",
    ]);
    const [, , nested] = await refused("/v2/review/list", { limit: 20, filters: { order_status: "LOST" } });
    expect(nested).toContain("invalid ReviewListV2Request.Filters.OrderStatus");
    expect((await refused("/v1/review/comment/list", { limit: 20 }))[2]).toContain("review_id or filter.sku");
    expect(await refused("/v2/review/info", { review_id: "x" })).toEqual([404, 5, "review not found"]);
    expect((await refused("/v2/review/list", "{"))[0]).toBe(400);
    const answer = { question_id: "x", sku: 1, text: "Д" };
    expect((await refused("/v1/question/answer/create", answer))[2]).toContain("QuestionAnswerCreateRequest.Text");
  });

  it("refuses wrong credentials as Ozon does: a bad key is not found, a bad id is a bad request", async () => {
    await using open = await openSandbox([]);
    const { clientId } = open.sandbox.credentials.ozon;
    const refused = async (path: string, headers: Record<string, string>) => {
      const { status, body } = await open.ozon({ path, headers, invalid: true });
      return [status, body];
    };
    const message = "Invalid Api-Key, please check the key and try again";
    const wrongKey = { "client-id": clientId, "api-key": "wrong" };
    expect(await refused("/v2/review/count", wrongKey)).toEqual([404, { code: 5, message, details: [] }]);
    expect(await refused("/v1/question/count", wrongKey)).toEqual([404, { code: 5, message, details: "" }]);
    const [status, { code }] = await refused("/v2/review/count", {});
    expect([status, code]).toEqual([400, 3]);
  });

  it("tells with every response how many requests of this second are left", async () => {
    await using open = await openSandbox([]);
    const remaining = async (headers?: Record<string, string>) => {
      const call = { path: "/v2/review/count", ...(headers === undefined ? {} : { headers, invalid: true }) };
      return (await open.ozon(call)).headers.get("ratelimit-remaining");
    };
    expect([await remaining(), await remaining()]).toEqual(["49", "48"]);
    open.clock.advance(1000);
    expect(await remaining()).toBe("49");
    expect(await remaining({ "client-id": "1", "api-key": "wrong" })).toBe("49");
  });

  it("answers an unknown path in plain text", async () => {
    await using open = await openSandbox([]);
    const { clientId, apiKey } = open.sandbox.credentials.ozon;
    const headers = { "client-id": clientId, "api-key": apiKey };
    const reply = await send(`${open.sandbox.baseUrls.ozon}/v3/review/list`, { method: "POST", headers });
    expect([reply.status, reply.text]).toEqual([404, "404 page not found"]);
  });
});
