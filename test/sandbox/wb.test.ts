import { describe, expect, it } from "vitest";
import { MODERATION_MS } from "../../src/sandbox/item.ts";
import { DAY, describedOperations, NOW, openSandbox, samples, send } from "./calls.ts";

const page = (query: Record<string, string> = {}) => ({ isAnswered: "false", take: "100", skip: "0", ...query });
const ids = (list: { id: string }[]) => list.map(({ id }) => id);

describe("Wildberries", () => {
  it("serves every described operation as its contract says", async () => {
    await using open = await openSandbox();
    const { wb, world } = open;
    const review = world.item("wb-02").externalId;
    const question = world.item("wb-04").externalId;

    await wb({ path: "/ping" });
    await wb({ path: "/api/v1/seller-info" });
    await wb({ path: "/api/v1/new-feedbacks-questions" });
    await wb({ path: "/api/v1/feedbacks", query: page() });
    await wb({ path: "/api/v1/feedbacks/archive", query: { take: "100", skip: "0" } });
    await wb({ path: "/api/v1/feedback", query: { id: review } });
    await wb({ path: "/api/v1/feedbacks/count", query: { isAnswered: "false" } });
    await wb({ path: "/api/v1/feedbacks/count-unanswered" });
    await wb({ method: "POST", path: "/api/v1/feedbacks/answer", body: { id: review, text: "Спасибо!" } });
    await wb({ method: "PATCH", path: "/api/v1/feedbacks/answer", body: { id: review, text: "Спасибо вам!" } });
    await wb({ path: "/api/v1/feedback", query: { id: review } });
    await wb({ path: "/api/v1/questions", query: page() });
    await wb({ path: "/api/v1/question", query: { id: question } });
    await wb({ path: "/api/v1/questions/count", query: { isAnswered: "false" } });
    await wb({ path: "/api/v1/questions/count-unanswered" });
    await wb({
      method: "PATCH",
      path: "/api/v1/questions",
      body: { id: question, answer: { text: "Не садится" }, state: "wbRu" },
    });
    await wb({ path: "/api/v1/question", query: { id: question } });

    expect([...open.operations].sort()).toEqual(describedOperations("wb"));
  });

  it("lists an answered review with its answer and no longer as unanswered", async () => {
    await using open = await openSandbox(samples(2, { platform: "wb" }));
    const id = open.world.item("wb-0").externalId;

    const sent = await open.wb({ method: "POST", path: "/api/v1/feedbacks/answer", body: { id, text: "Спасибо!" } });
    expect([sent.status, sent.text]).toEqual([204, ""]);

    const unanswered = await open.wb({ path: "/api/v1/feedbacks", query: page() });
    expect(ids(unanswered.body.data.feedbacks)).toEqual([open.world.item("wb-1").externalId]);
    expect(unanswered.body.data).toMatchObject({ countUnanswered: 1, countArchive: 1 });
    const { body } = await open.wb({ path: "/api/v1/feedback", query: { id } });
    expect(body.data).toMatchObject({
      answer: { text: "Спасибо!", state: "reviewRequired", editable: true },
      state: "wbRu",
    });

    open.clock.advance(MODERATION_MS);
    const later = await open.wb({ path: "/api/v1/feedback", query: { id } });
    expect(later.body.data.answer.state).toBe("wbRu");
    open.world.rejectAnswer("wb-0", "ссылка");
    const refused = await open.wb({ path: "/api/v1/feedback", query: { id } });
    expect(refused.body.data.answer.state).toBe("rejected");
  });

  it("acknowledges an answer to an id that does not exist, and keeps nothing", async () => {
    await using open = await openSandbox(samples(1, { platform: "wb" }));
    const body = { id: "nowhere", text: "Спасибо!" };
    expect((await open.wb({ method: "POST", path: "/api/v1/feedbacks/answer", body })).status).toBe(204);
    expect(open.world.item("wb-0").received).toEqual([]);
  });

  it("lets an answer be changed once, within 60 days", async () => {
    await using open = await openSandbox(samples(2, { platform: "wb" }));
    const answer = async (method: string, id: string, text: string) => {
      const externalId = open.world.item(id).externalId;
      await open.wb({ method, path: "/api/v1/feedbacks/answer", body: { id: externalId, text } });
      const { body } = await open.wb({ path: "/api/v1/feedback", query: { id: externalId } });
      return body.data.answer;
    };
    await answer("POST", "wb-0", "Первый");
    expect(await answer("PATCH", "wb-0", "Второй")).toMatchObject({ text: "Второй", editable: false });
    expect(await answer("PATCH", "wb-0", "Третий")).toMatchObject({ text: "Второй" });

    await answer("POST", "wb-1", "Первый");
    open.clock.advance(61 * DAY);
    expect(await answer("PATCH", "wb-1", "Второй")).toMatchObject({ text: "Первый", editable: false });
  });

  it("spends the only edit on a second POST, and keeps both in the record", async () => {
    await using open = await openSandbox(samples(1, { platform: "wb" }));
    const item = open.world.item("wb-0");
    for (const text of ["Первый", "Второй", "Третий"]) {
      await open.wb({ method: "POST", path: "/api/v1/feedbacks/answer", body: { id: item.externalId, text } });
    }
    const { body } = await open.wb({ path: "/api/v1/feedback", query: { id: item.externalId } });
    expect(body.data.answer).toMatchObject({ text: "Второй", editable: false });
    expect(item.received.map(({ text, edit }) => [text, edit])).toEqual([
      ["Первый", false],
      ["Второй", false],
      ["Третий", false],
    ]);
  });

  it("counts bare stars as processed although nobody answered them", async () => {
    await using open = await openSandbox([
      { id: "bare", platform: "wb", text: "", rating: 5 },
      { id: "photo", platform: "wb", text: "", rating: 5, photos: 1 },
      { id: "pros", platform: "wb", text: "", rating: 5, pros: "тёплый" },
    ]);
    const idOf = (id: string) => open.world.item(id).externalId;
    const processed = await open.wb({ path: "/api/v1/feedbacks", query: page({ isAnswered: "true" }) });
    expect(processed.body.data.feedbacks).toMatchObject([{ id: idOf("bare"), answer: null }]);
    const others = await open.wb({ path: "/api/v1/feedbacks", query: page({ order: "dateAsc" }) });
    expect(ids(others.body.data.feedbacks)).toEqual([idOf("photo"), idOf("pros")]);
  });

  it("moves what stayed unanswered for 30 days to the archive", async () => {
    await using open = await openSandbox(samples(1, { platform: "wb", createdAt: NOW - 29 * DAY }));
    const count = async (path: string) => (await open.wb({ path, query: page() })).body.data.feedbacks.length;
    expect(await count("/api/v1/feedbacks")).toBe(1);
    open.clock.advance(2 * DAY);
    expect(await count("/api/v1/feedbacks")).toBe(0);
    const archive = await open.wb({ path: "/api/v1/feedbacks/archive", query: { take: "10", skip: "0" } });
    expect(archive.body.data.feedbacks).toHaveLength(1);
  });

  it.each(["dateAsc", "dateDesc"])("pages through everything exactly once in the order %s", async (order) => {
    await using open = await openSandbox(samples(25, { platform: "wb" }));
    const seen: string[] = [];
    for (let skip = 0; ; skip += 10) {
      const { body } = await open.wb({
        path: "/api/v1/feedbacks",
        query: page({ take: "10", skip: `${skip}`, order }),
      });
      if (body.data.feedbacks.length === 0) break;
      seen.push(...ids(body.data.feedbacks));
    }
    const all = open.world.items().map(({ externalId }) => externalId);
    expect(seen).toEqual(order === "dateAsc" ? all : all.toReversed());
  });

  it("narrows by time and product, whole seconds included", async () => {
    await using open = await openSandbox(samples(10, { platform: "wb" }));
    const second = (id: string) => String(open.world.item(id).createdAt / 1000);
    const period = { dateFrom: second("wb-2"), dateTo: second("wb-4") };
    const found = await open.wb({ path: "/api/v1/feedbacks", query: page({ ...period, order: "dateAsc" }) });
    expect(ids(found.body.data.feedbacks)).toEqual(
      ["wb-2", "wb-3", "wb-4"].map((id) => open.world.item(id).externalId),
    );
    expect(
      (await open.wb({ path: "/api/v1/feedbacks/count", query: { isAnswered: "false", ...period } })).body.data,
    ).toBe(3);
    const nmId = String(open.world.item("wb-0").product.nmId);
    const ofProduct = await open.wb({ path: "/api/v1/feedbacks", query: page({ nmId }) });
    expect(ofProduct.body.data.feedbacks).not.toHaveLength(0);
    for (const feedback of ofProduct.body.data.feedbacks) expect(String(feedback.productDetails.nmId)).toBe(nmId);
  });

  it("answers, edits once, marks and refuses questions with one method", async () => {
    await using open = await openSandbox(samples(3, { platform: "wb", itemType: "question" }));
    const patch = (id: string, change: object) =>
      open.wb({ method: "PATCH", path: "/api/v1/questions", body: { id: open.world.item(id).externalId, ...change } });
    const read = async (id: string) => {
      const { body } = await open.wb({ path: "/api/v1/question", query: { id: open.world.item(id).externalId } });
      return body.data;
    };
    expect(await read("wb-0")).toMatchObject({ answer: null, state: "suppliersPortalSynch", wasViewed: false });
    await patch("wb-0", { wasViewed: true });
    expect(await read("wb-0")).toMatchObject({ answer: null, wasViewed: true });

    await patch("wb-1", { answer: { text: "Да" }, state: "wbRu" });
    expect(await read("wb-1")).toMatchObject({ answer: { text: "Да", editable: true }, state: "wbRu" });
    await patch("wb-1", { answer: { text: "Да, конечно" }, state: "wbRu" });
    expect(await read("wb-1")).toMatchObject({ answer: { text: "Да, конечно", editable: false } });
    const third = await patch("wb-1", { answer: { text: "Нет" }, state: "wbRu" });
    expect([third.status, third.body.errorText]).toEqual([422, "Не удалось отредактировать вопрос"]);

    await patch("wb-2", { answer: { text: "не наш товар" }, state: "none" });
    expect(await read("wb-2")).toMatchObject({ answer: null, state: "none" });
    expect(open.world.item("wb-2").received).toEqual([]);
    const unanswered = await open.wb({ path: "/api/v1/questions", query: page() });
    expect(ids(unanswered.body.data.questions)).toEqual([open.world.item("wb-0").externalId]);
  });

  it("takes no mixture of the two question bodies, and no answer without a state", async () => {
    await using open = await openSandbox(samples(1, { platform: "wb", itemType: "question" }));
    const id = open.world.item("wb-0").externalId;
    const patch = (body: object) =>
      open.wb({ method: "PATCH", path: "/api/v1/questions", body: { id, ...body }, invalid: true });
    const mixed = await patch({ wasViewed: true, answer: { text: "Да" }, state: "wbRu" });
    const bare = await patch({ answer: { text: "Да" } });
    for (const { status, body } of [mixed, bare]) {
      expect([status, body.errorText]).toEqual([400, "Something went wrong"]);
    }
    expect(open.world.item("wb-0").received).toEqual([]);
  });

  it("names bad parameters in the service's error shape", async () => {
    await using open = await openSandbox(samples(1, { platform: "wb" }));
    const refused = async (path: string, query: Record<string, string>) => {
      const { status, body } = await open.wb({ path, query, invalid: true });
      return [status, body.error, body.errorText];
    };
    const text = (name: string) => [400, true, `Плохой формат ${name}`];
    expect(await refused("/api/v1/feedbacks", page({ isAnswered: "да" }))).toEqual(text("isAnswered"));
    expect(await refused("/api/v1/feedbacks", page({ take: "5001" }))).toEqual(text("take"));
    expect(await refused("/api/v1/feedbacks", page({ skip: "199991" }))).toEqual(text("skip"));
    expect(await refused("/api/v1/feedbacks", page({ order: "newest" }))).toEqual(text("order"));
    expect(await refused("/api/v1/questions", page({ take: "9999", skip: "2" }))).toEqual(text("take"));
    expect(await refused("/api/v1/feedbacks/count", { dateFrom: "2026-01-01" })).toEqual(text("dateFrom"));
    expect(await refused("/api/v1/feedback", { id: "nowhere" })).toEqual([
      422,
      true,
      "Невозможно получить отзыв по id",
    ]);
  });

  it("refuses bad answers in the shape of the answering method", async () => {
    await using open = await openSandbox(samples(1, { platform: "wb" }));
    const id = open.world.item("wb-0").externalId;
    const refused = async (body: unknown, headers = {}) => {
      const authorization = open.sandbox.credentials.wb.token;
      const call = { method: "POST", path: "/api/v1/feedbacks/answer", body, invalid: true };
      const reply = await open.wb({ ...call, headers: { authorization, ...headers } });
      expect([reply.status, reply.body.title, reply.body.origin]).toEqual([400, "bad request", "fbapi"]);
      return reply.body.detail;
    };
    expect(await refused({ id, text: "!" })).toContain("text");
    expect(await refused({ id, text: "ю".repeat(5001) })).toContain("text");
    expect(await refused("{", {})).toBe("Неверный синтаксис JSON");
    expect(await refused("{}", { "content-type": "text/plain" })).toBe("not a json content-type: text/plain");
    expect(open.world.item("wb-0").received).toEqual([]);
  });

  it("tells a malformed, a foreign, an expired and a wrongly scoped token apart, as the gateway does", async () => {
    await using open = await openSandbox(samples(1, { platform: "wb" }));
    const claims = (payload: object) => `e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.c2ln`;
    const refused = async (authorization: string) => {
      const { status, contentType, body } = await open.wb({
        path: "/api/v1/new-feedbacks-questions",
        headers: { authorization },
        invalid: true,
      });
      expect(contentType).toBe("application/problem+json");
      return [status, body.detail];
    };
    const week = Math.floor(NOW / 1000) + 7 * 86_400;
    expect(await refused("")).toEqual([401, "empty Authorization header"]);
    expect(await refused("secret")).toEqual([401, "token problem; token is malformed"]);
    expect(await refused(claims({ s: 128, exp: week }))).toEqual([401, "token problem; token signature is invalid"]);
    expect(await refused(claims({ s: 128, exp: 1 }))).toEqual([401, "token problem; token is expired"]);
    expect(await refused(claims({ s: 2, exp: week }))).toEqual([403, "scope is not allowed for this resource"]);
    const prefixed = { authorization: `Bearer ${open.sandbox.credentials.wb.token}` };
    expect((await open.wb({ path: "/ping", headers: prefixed })).status).toBe(200);
  });

  it("gives a personal token for questions and reviews that lasts 180 days", async () => {
    await using open = await openSandbox([]);
    const [, payload = ""] = open.sandbox.credentials.wb.token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, number>;
    expect(claims).toMatchObject({ acc: 3, t: false, for: "self", exp: (Math.floor(NOW / 86_400_000) + 180) * 86_400 });
    expect((claims.s ?? 0) & (1 << 7)).not.toBe(0);
    open.clock.advance(181 * DAY);
    expect((await open.wb({ path: "/ping" })).status).toBe(401);
  });

  it("says that a path is unknown", async () => {
    await using open = await openSandbox([]);
    const headers = { authorization: open.sandbox.credentials.wb.token };
    const reply = await send(`${open.sandbox.baseUrls.wb}/api/v1/supplier-valuations`, { method: "GET", headers });
    expect([reply.status, reply.body.title]).toEqual([404, "path not found"]);
  });
});
