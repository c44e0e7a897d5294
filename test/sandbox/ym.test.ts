import { describe, expect, it } from "vitest";
import { MODERATION_MS } from "../../src/sandbox/item.ts";
import { DAY, describedOperations, NOW, openSandbox, samples, send } from "./calls.ts";

const V1 = "/v1/businesses/987654";
const V2 = "/v2/businesses/987654";
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const feedbackIds = (list: { feedbackId: number }[]) => list.map(({ feedbackId }) => String(feedbackId));
const questionIds = (list: { questionIdentifiers: { id: number } }[]) =>
  list.map(({ questionIdentifiers }) => String(questionIdentifiers.id));

describe("Yandex Market", () => {
  it("serves every described operation as its contract says", async () => {
    await using open = await openSandbox();
    const { ym, world } = open;
    const feedbackId = Number(world.item("ym-01").externalId);
    const questionId = Number(world.item("ym-04").externalId);

    await ym({ method: "GET", path: "/v2/campaigns", query: { limit: "100" } });
    await ym({ path: "/v2/auth/token" });
    await ym({ path: `${V2}/goods-feedback`, query: { limit: "50" } });
    const update = `${V2}/goods-feedback/comments/update`;
    const { id } = (await ym({ path: update, body: { feedbackId, comment: { text: "Спасибо!" } } })).body.result;
    await ym({ path: `${V2}/goods-feedback/comments`, body: { feedbackId } });
    await ym({ path: `${V2}/goods-feedback/comments/delete`, body: { id } });
    await ym({ path: `${V2}/goods-feedback/skip-reaction`, body: { feedbackIds: [feedbackId] } });
    await ym({ path: `${V1}/goods-questions`, query: { limit: "50" } });
    const create = { operationType: "CREATE", parentEntityId: { id: questionId, type: "QUESTION" }, text: "Флис" };
    await ym({ path: `${V1}/goods-questions/update`, body: create });
    await ym({ path: `${V1}/goods-questions/answers`, body: { questionId } });
    await ym({ path: `${V2}/offer-mappings`, body: { offerIds: [world.item("ym-01").product.sku] } });

    expect([...open.operations].sort()).toEqual(describedOperations("ym"));
  });

  it("shows every part of a review, and leaves out the parts it does not have", async () => {
    await using open = await openSandbox([
      {
        id: "full",
        platform: "ym",
        text: "Ношу",
        pros: "тепло",
        cons: "колется",
        rating: 4,
        photos: 2,
        clientName: "Анна",
      },
      { id: "bare", platform: "ym", text: "", rating: 5 },
    ]);
    const { feedbacks } = (await open.ym({ path: `${V2}/goods-feedback` })).body.result;
    expect(feedbacks[0]).toMatchObject({
      author: "Анна",
      description: { comment: "Ношу", advantages: "тепло", disadvantages: "колется" },
    });
    expect(feedbacks[0].media.photos).toHaveLength(2);
    for (const part of ["author", "description", "media"]) expect(feedbacks[1]).not.toHaveProperty(part);
  });

  it("needs no reaction once a review was answered, skipped or merely opened, and needs it again when it changes", async () => {
    await using open = await openSandbox(samples(4, { platform: "ym" }));
    const [answered, skipped] = open.world.items().map(({ externalId }) => Number(externalId));
    const needing = async () => {
      const body = { reactionStatus: "NEED_REACTION" };
      return feedbackIds((await open.ym({ path: `${V2}/goods-feedback`, body })).body.result.feedbacks);
    };
    await open.ym({
      path: `${V2}/goods-feedback/comments/update`,
      body: { feedbackId: answered, comment: { text: "Спасибо!" } },
    });
    await open.ym({ path: `${V2}/goods-feedback/skip-reaction`, body: { feedbackIds: [skipped] } });
    open.world.open("ym-2");
    expect(await needing()).toEqual([open.world.item("ym-3").externalId]);
    open.world.edit("ym-0", { text: "Передумал", rating: 1 });
    expect(await needing()).toEqual([String(answered), open.world.item("ym-3").externalId]);
    const all = (await open.ym({ path: `${V2}/goods-feedback`, body: { ratingValues: [1] } })).body.result.feedbacks;
    expect(all).toMatchObject([{ feedbackId: answered, statistics: { rating: 1, commentsCount: 1 } }]);
  });

  it("adds a comment with every update that names none, and changes the one that is named", async () => {
    await using open = await openSandbox(samples(1, { platform: "ym" }));
    const feedbackId = Number(open.world.item("ym-0").externalId);
    const update = async (comment: object) =>
      (await open.ym({ path: `${V2}/goods-feedback/comments/update`, body: { feedbackId, comment } })).body.result;
    const list = async () =>
      (await open.ym({ path: `${V2}/goods-feedback/comments`, body: { feedbackId } })).body.result.comments;

    const first = await update({ text: "Спасибо!" });
    const second = await update({ text: "Спасибо ещё раз!" });
    expect(first).toMatchObject({ status: "UNMODERATED", canModify: true, author: { type: "BUSINESS" } });
    expect(second.id).not.toBe(first.id);
    await update({ id: second.id, text: "Спасибо вам!" });
    const reply = await update({ parentId: first.id, text: "И ещё" });
    expect(reply.parentId).toBe(first.id);
    expect((await list()).map(({ text }: { text: string }) => text)).toEqual(["Спасибо!", "Спасибо вам!", "И ещё"]);

    open.clock.advance(MODERATION_MS);
    open.world.commentAsBuyer("ym-0", "Согласна");
    expect((await list()).at(-1)).toMatchObject({ author: { type: "USER" }, canModify: false });
    expect((await list())[0].status).toBe("PUBLISHED");
    open.world.rejectAnswer("ym-0", "реклама");
    expect((await list())[1].status).toBe("BANNED");

    await open.ym({ path: `${V2}/goods-feedback/comments/delete`, body: { id: first.id } });
    expect(await list()).toHaveLength(3);
    const chosen = await open.ym({
      path: `${V2}/goods-feedback/comments`,
      body: { commentIds: [second.id, first.id] },
    });
    expect(chosen.body.result.comments).toMatchObject([{ id: second.id }]);
    expect(open.world.item("ym-0").received.map(({ edit }) => edit)).toEqual([false, false, true, false]);
  });

  it("refuses comments with links to other sites, and changes of other people's comments", async () => {
    await using open = await openSandbox(samples(1, { platform: "ym" }));
    const feedbackId = Number(open.world.item("ym-0").externalId);
    const update = async (body: object) => {
      const reply = await open.ym({ path: `${V2}/goods-feedback/comments/update`, body });
      return [reply.status, reply.body.errors?.[0]];
    };
    const text = (words: string) => ({ feedbackId, comment: { text: words } });
    const illegal = [400, { code: "BAD_REQUEST", message: "Illegal url in comment text." }];
    expect(await update(text("Пишите на https://ohana.example/shop"))).toEqual(illegal);
    expect(await update(text("Смотрите www.ohana.example"))).toEqual(illegal);
    expect((await update(text("Вот он: https://market.yandex.ru/product/1")))[0]).toBe(200);
    const buyers = Number(open.world.commentAsBuyer("ym-0", "Согласна").id);
    expect(await update({ feedbackId, comment: { id: buyers, text: "Мы тоже" } })).toEqual([
      403,
      { code: "FORBIDDEN", message: "No access to comment modifying." },
    ]);
    expect((await update({ feedbackId: 1, comment: { text: "Спасибо!" } }))[0]).toBe(404);
  });

  it("pages through all reviews exactly once in order of publication, and a token stays good", async () => {
    await using open = await openSandbox(samples(23, { platform: "ym" }));
    const read = async (page_token: string | undefined) => {
      const query = { limit: "10", ...(page_token === undefined ? {} : { page_token }) };
      return (await open.ym({ path: `${V2}/goods-feedback`, query })).body.result;
    };
    const seen: string[] = [];
    const tokens: string[] = [];
    for (let token: string | undefined; ;) {
      const { feedbacks, paging } = await read(token);
      seen.push(...feedbackIds(feedbacks));
      token = paging.nextPageToken;
      if (token === undefined) break;
      tokens.push(token);
    }
    expect(seen).toEqual(open.world.items().map(({ externalId }) => externalId));
    open.clock.advance(1);
    const [added] = open.world.add([{ id: "late", platform: "ym", text: "Новый", rating: 5 }]);
    const { feedbacks } = await read(tokens.at(-1));
    expect(feedbackIds(feedbacks)).toEqual([...seen.slice(20), added?.externalId]);
  });

  it("excludes both ends of a period, which spans 180 days at most and by default", async () => {
    await using open = await openSandbox([
      ...samples(3, { platform: "ym" }),
      { id: "old", platform: "ym", text: "", rating: 5, createdAt: NOW - 181 * DAY },
    ]);
    const at = (id: string) => new Date(open.world.item(id).createdAt).toISOString();
    const listed = async (body: object) => {
      const reply = await open.ym({ path: `${V2}/goods-feedback`, body });
      return reply.status === 200 ? feedbackIds(reply.body.result.feedbacks) : reply.body.errors[0].message;
    };
    const idOf = (id: string) => open.world.item(id).externalId;
    expect(await listed({ dateTimeFrom: at("ym-0"), dateTimeTo: at("ym-2") })).toEqual([idOf("ym-1")]);
    expect(await listed({})).toEqual(["ym-0", "ym-1", "ym-2"].map(idOf));
    expect(await listed({ dateTimeTo: new Date(NOW - 180 * DAY).toISOString() })).toEqual([idOf("old")]);
    const tooLong = { dateTimeFrom: new Date(NOW - 181 * DAY).toISOString() };
    expect(await listed(tooLong)).toBe("Too long time period. Maximum is 180 days");
    expect(await listed({ feedbackIds: [Number(idOf("old"))] })).toEqual([idOf("old")]);
    expect(await listed({ feedbackIds: [1], paid: false })).toBe("feedbackIds cannot be used with other filters");
  });

  it("drops withdrawn reviews and their comments", async () => {
    await using open = await openSandbox(samples(2, { platform: "ym" }));
    const feedbackId = Number(open.world.item("ym-0").externalId);
    open.world.answerInCabinet("ym-0", "Спасибо!");
    open.world.withdraw("ym-0");
    const { feedbacks } = (await open.ym({ path: `${V2}/goods-feedback` })).body.result;
    expect(feedbackIds(feedbacks)).toEqual([open.world.item("ym-1").externalId]);
    const { comments } = (await open.ym({ path: `${V2}/goods-feedback/comments`, body: { feedbackId } })).body.result;
    expect(comments).toEqual([]);
  });

  it("creates, changes and deletes answers to questions, which wait for an answer meanwhile or not", async () => {
    await using open = await openSandbox(samples(2, { platform: "ym", itemType: "question" }));
    const questionId = Number(open.world.item("ym-0").externalId);
    const update = (body: object) => open.ym({ path: `${V1}/goods-questions/update`, body });
    const answers = async () =>
      (await open.ym({ path: `${V1}/goods-questions/answers`, body: { questionId } })).body.result.answers;
    const waiting = async () =>
      (await open.ym({ path: `${V1}/goods-questions`, body: { needAnswer: true } })).body.result.totalCount;

    expect(await waiting()).toBe(2);
    const parentEntityId = { id: questionId, type: "QUESTION" };
    const created = await update({ operationType: "CREATE", parentEntityId, text: "Флис" });
    const { entity } = created.body.result;
    expect(entity.type).toBe("ANSWER");
    expect(await waiting()).toBe(1);
    const changed = await update({ operationType: "UPDATE", entityId: entity, text: "Футер" });
    expect(changed.body).toEqual({ status: "OK" });
    await update({ operationType: "CREATE", parentEntityId: entity, text: "Без начёса" });
    expect(await answers()).toMatchObject([
      { id: entity.id, text: "Футер", author: { type: "BUSINESS" }, comments: [{ text: "Без начёса" }] },
    ]);
    await update({ operationType: "DELETE", entityId: entity });
    expect(await answers()).toEqual([]);
    expect(await waiting()).toBe(2);
  });

  it("names what is wrong with an operation on a question", async () => {
    await using open = await openSandbox(samples(1, { platform: "ym", itemType: "question" }));
    const id = Number(open.world.item("ym-0").externalId);
    const refused = async (body: object) => {
      const reply = await open.ym({ path: `${V1}/goods-questions/update`, body });
      return [reply.status, reply.body.errors[0].message];
    };
    expect(await refused({ operationType: "CREATE", text: "Да" })).toEqual([
      400,
      "parentEntityId required for CREATE operation",
    ]);
    expect(await refused({ operationType: "DELETE" })).toEqual([
      400,
      "entityId required for UPDATE and DELETE operation",
    ]);
    expect(await refused({ operationType: "UPDATE", entityId: { id, type: "QUESTION" }, text: "Да" })).toEqual([
      400,
      "QUESTION entity type cannot be updated",
    ]);
    expect(await refused({ operationType: "DELETE", entityId: { id: 7, type: "ANSWER" } })).toEqual([
      404,
      "ANSWER not found: 7",
    ]);
  });

  it.each(["CREATED_AT_ASC", "CREATED_AT_DESC"])(
    "pages through all questions exactly once in the order %s",
    async (sort) => {
      await using open = await openSandbox(samples(23, { platform: "ym", itemType: "question" }));
      const seen: string[] = [];
      for (let pageToken: string | undefined; ;) {
        const query = { limit: "10", ...(pageToken === undefined ? {} : { pageToken }) };
        const { result } = (await open.ym({ path: `${V1}/goods-questions`, query, body: { sort } })).body;
        seen.push(...questionIds(result.questions));
        expect(result.totalCount).toBe(23);
        pageToken = result.paging.nextPageToken;
        if (pageToken === undefined) break;
      }
      const all = open.world.items().map(({ externalId }) => externalId);
      expect(seen).toEqual(sort === "CREATED_AT_ASC" ? all : all.toReversed());
    },
  );

  it("counts whole days for questions, a month at most and by default", async () => {
    const at = (text: string) => Date.parse(`${text}+03:00`);
    const question = { platform: "ym", itemType: "question", text: "?", rating: null } as const;
    await using open = await openSandbox([
      { ...question, id: "early", createdAt: at("2026-05-20T12:00:00") },
      { ...question, id: "first", createdAt: at("2026-07-01T00:00:00") },
      { ...question, id: "last", createdAt: at("2026-07-02T23:59:59") },
      { ...question, id: "after", createdAt: at("2026-07-03T00:00:00") },
    ]);
    const listed = async (body: object) => {
      const reply = await open.ym({ path: `${V1}/goods-questions`, body: { sort: "CREATED_AT_ASC", ...body } });
      return reply.status === 200 ? questionIds(reply.body.result.questions) : reply.body.errors[0].message;
    };
    const idsOf = (...ids: string[]) => ids.map((id) => open.world.item(id).externalId);
    expect(await listed({ dateFrom: "2026-07-01", dateTo: "2026-07-02" })).toEqual(idsOf("first", "last"));
    expect(await listed({})).toEqual(idsOf("first", "last", "after"));
    expect(await listed({ dateTo: "2026-05-20" })).toEqual(idsOf("early"));
    expect(await listed({ dateFrom: day(NOW - 40 * DAY) })).toBe("Too long time period. Maximum is 31 days");
  });

  it("returns name and brand of offers, by ids or page by page", async () => {
    await using open = await openSandbox([]);
    const named = await open.ym({ path: `${V2}/offer-mappings`, body: { offerIds: ["OK-2001", "nothing"] } });
    expect(named.body.result.offerMappings).toMatchObject([{ offer: { offerId: "OK-2001", vendor: "Охана Кидс" } }]);
    const seen: string[] = [];
    for (let token: string | undefined; ;) {
      const query = { limit: "7", ...(token === undefined ? {} : { page_token: token }) };
      const { result } = (await open.ym({ path: `${V2}/offer-mappings`, query })).body;
      seen.push(...result.offerMappings.map(({ offer }: { offer: { offerId: string } }) => offer.offerId));
      token = result.paging.nextPageToken;
      if (token === undefined) break;
    }
    expect(seen).toEqual(open.world.catalogue.all().map(({ sku }) => sku));
    const paged = { path: `${V2}/offer-mappings`, query: { limit: "7" }, body: { offerIds: ["OK-2001"] } };
    expect((await open.ym(paged)).status).toBe(400);
    const cut = await open.ym({ path: `${V2}/offer-mappings`, query: { limit: "500" }, invalid: true });
    expect(cut.status).toBe(200);
  });

  it("lists two shops of one cabinet, and what the key may do", async () => {
    await using open = await openSandbox([]);
    const { campaigns } = (await open.ym({ method: "GET", path: "/v2/campaigns" })).body;
    const businesses = campaigns.map(({ business }: { business: { id: number } }) => business.id);
    expect(businesses).toEqual([open.sandbox.credentials.ym.businessId, open.sandbox.credentials.ym.businessId]);
    const token = await open.ym({ path: "/v2/auth/token" });
    expect(token.body.result.apiKey.authScopes).toContain("COMMUNICATION");
  });

  it("names bad parameters in the words of the documentation", async () => {
    await using open = await openSandbox([]);
    const refused = async (query: Record<string, string>, body?: unknown) => {
      const reply = await open.ym({ path: `${V2}/goods-feedback`, query, body, invalid: true });
      return [reply.status, reply.body.status, reply.body.errors[0].message];
    };
    expect(await refused({ limit: "51" })).toEqual([
      400,
      "ERROR",
      "Parameter limit must be less than or equal to 50 (rejected value: 51)",
    ]);
    expect((await refused({ limit: "many" }))[2]).toBe("Type mismatch: 'many'");
    expect((await refused({ page_token: "bm90IGEgdG9rZW4" }))[2]).toBe("Bad page token");
    expect((await refused({}, { offerIds: [] }))[2]).toBe("offerIds size must be between 1 and 20");
    expect((await refused({}, "{"))[0]).toBe(400);
  });

  it("refuses wrong credentials in the words of the documentation", async () => {
    await using open = await openSandbox([]);
    const { apiKey } = open.sandbox.credentials.ym;
    const refused = async (headers: Record<string, string>, path = `${V2}/goods-feedback`) => {
      const { status, body } = await open.ym({ path, headers, invalid: true });
      return [status, body.errors[0]];
    };
    const unauthorized = (message: string) => [401, { code: "UNAUTHORIZED", message }];
    expect(await refused({})).toEqual(unauthorized("Api-Key token is not specified"));
    expect(await refused({ "api-key": `Bearer ${apiKey}` })).toEqual(unauthorized("Api-Key token prefix invalid"));
    expect(await refused({ "api-key": "ACMA:other" })).toEqual(unauthorized("Api-Key token is invalid"));
    const foreign = await refused({ "api-key": apiKey }, "/v2/businesses/1/goods-feedback");
    expect(foreign).toEqual([403, { code: "FORBIDDEN", message: "Access denied" }]);
  });

  it("tells with every response how much of the operation's allowance is left", async () => {
    await using open = await openSandbox([]);
    const limits = async (path: string, headers?: Record<string, string>) => {
      const reply = await open.ym({ path, ...(headers === undefined ? {} : { headers, invalid: true }) });
      const of = (name: string) => reply.headers.get(`x-ratelimit-resource-${name}`);
      return [of("limit"), of("remaining"), of("until")];
    };
    const until = new Date(NOW + 3_600_000).toUTCString();
    expect(await limits(`${V2}/goods-feedback`)).toEqual(["5000", "4999", until]);
    expect(await limits(`${V2}/goods-feedback`, { "api-key": "wrong" })).toEqual(["5000", "4998", until]);
    expect(await limits(`${V1}/goods-questions`)).toEqual(["1000", "999", until]);
    open.clock.advance(3_600_000);
    expect((await limits(`${V2}/goods-feedback`))[1]).toBe("4999");
  });

  it("says that a path is unknown", async () => {
    await using open = await openSandbox([]);
    const headers = { "api-key": open.sandbox.credentials.ym.apiKey };
    const reply = await send(`${open.sandbox.baseUrls.ym}/v2/campaigns/1/feedback/updates`, { method: "GET", headers });
    expect([reply.status, reply.body.errors[0].message]).toEqual([404, "Resource not found"]);
  });
});
