import { describe, expect, it } from "vitest";
import { AuthError } from "../../../src/base/errors.ts";
import { AT_ONCE, adapterAt, QUESTION, REVIEW, wbToken } from "../accounts.ts";
import { connected, expectWrongKey, listAll, marketplaceContract, refTo, signal } from "../contract.ts";
import { DAY, MINUTE, NOW } from "../quick-clock.ts";
import { json, scriptedServer } from "../scripted-server.ts";
import type { Received, Step } from "../scripted-server.ts";

marketplaceContract("wb");

it("a wrong WB token is distinguished from other failures", async () => {
  await expectWrongKey("wb", (access) => ({ ...access, token: wbToken() }) as typeof access);
});

const ok = (data: unknown): Step => json(200, { data, error: false, errorText: "", additionalErrors: null });
const review = (id: number, createdAt = NOW - DAY) => ({
  id: `r${id}`,
  text: "Хорошо",
  productValuation: 5,
  createdDate: new Date(createdAt).toISOString(),
  answer: null,
});
const question = (id: number, createdAt: number, state = "suppliersPortalSynch") => ({
  id: `q${id}`,
  text: "Какой размер?",
  state,
  createdDate: new Date(createdAt).toISOString(),
  answer: null,
});
const queryOf = ({ path }: Received) => Object.fromEntries(new URL(path, "http://wb").searchParams);

describe("Wildberries reviews", () => {
  it("with stars but no text are listed as unanswered, though WB calls them processed", async () => {
    const bare = { id: "bare", platform: "wb" as const, rating: 5, text: "" };
    await using setup = await connected("wb", [bare, { ...bare, id: "worded", text: "Отлично" }]);
    const { items } = await listAll(setup.marketplace, "review");
    expect(items.map(({ text, answer }) => ({ text, answer }))).toEqual([
      { text: "Отлично", answer: null },
      { text: "", answer: null },
    ]);
  });

  it("that waited for more than thirty days are found in the archive when the look-back reaches that far", async () => {
    const shop = { platform: "wb" as const, rating: 5, text: "Хорошо" };
    const items = [1, 29, 40, 80].map((days) => ({ ...shop, id: `${days}`, createdAt: NOW - days * DAY }));
    await using setup = await connected("wb", items);
    const ages = async (days: number): Promise<number[]> => {
      const query = { itemType: "review" as const, since: NOW - days * DAY, isKnown: () => false };
      const found: number[] = [];
      for await (const page of setup.marketplace.list(query, signal))
        found.push(...page.items.map((item) => item.createdAt));
      return found.map((at) => Math.round((NOW - at) / DAY));
    };
    expect(await ages(30)).toEqual([29, 1]);
    expect((await ages(60)).sort((a, b) => a - b)).toEqual([1, 29, 40]);
  });

  it("that wait are read on from the newest one's second, so that answers given meanwhile hide none", async () => {
    const at = (n: number) => NOW - DAY + n * MINUTE;
    const shelf = Array.from({ length: 1500 }, (_, n) => review(n, at(n)));
    const served = (request: Received) => {
      const { isAnswered, dateFrom, skip, take } = queryOf(request);
      const wanted = shelf.filter((one) => Date.parse(one.createdDate) >= Number(dateFrom) * 1000);
      return isAnswered === "false" ? wanted.slice(Number(skip), Number(skip) + Number(take)) : [];
    };
    await using server = await scriptedServer((request, response) =>
      ok({ feedbacks: served(request) })(request, response),
    );
    await using adapter = adapterAt("wb", server.url);
    const query = { itemType: "review" as const, since: NOW - 2 * DAY, isKnown: () => false };
    const found: string[] = [];
    for await (const page of adapter.marketplace.list(query, signal)) {
      found.push(...page.items.map(({ externalId }) => externalId));
      // Whatever was listed is answered before the next page is read.
      for (const id of found) {
        const place = shelf.findIndex((one) => one.id === id);
        if (place !== -1) shelf.splice(place, 1);
      }
    }
    expect(new Set(found).size).toBe(1500);
    const common = { take: "1000", skip: "0", order: "dateAsc" };
    expect(server.requests.map(queryOf)).toEqual([
      { ...common, isAnswered: "false", dateFrom: String((NOW - 2 * DAY) / 1000) },
      { ...common, isAnswered: "false", dateFrom: String(Math.floor(at(999) / 1000)) },
      { ...common, isAnswered: "true", dateFrom: String((NOW - 2 * DAY) / 1000) },
      { take: "500", skip: "0", order: "dateDesc" },
    ]);
  });

  it.each([
    ["two pages and a half", 0],
    ["just a page", 1],
  ])("of which %s were written in one second are all read", async (_what, apartMs) => {
    const shop = { platform: "wb" as const, rating: 5, text: "Хорошо" };
    const items = Array.from({ length: 2500 }, (_, n) => ({ ...shop, id: `${n}`, createdAt: NOW - DAY + n * apartMs }));
    await using setup = await connected("wb", items);
    const query = { itemType: "review" as const, since: NOW - 2 * DAY, isKnown: () => false };
    const found = new Set<string>();
    for await (const page of setup.marketplace.list(query, signal))
      for (const { externalId } of page.items) found.add(externalId);
    expect(found.size).toBe(2500);
  });

  it("of which one is dated in the year 9999 hide none of the following", async () => {
    const full = Array.from({ length: 1000 }, (_, n) => review(n, n === 999 ? Date.UTC(9999, 11) : NOW - DAY + n));
    await using server = await scriptedServer(ok({ feedbacks: full }), ok({ feedbacks: [review(1000)] }));
    await using adapter = adapterAt("wb", server.url);
    await listAll(adapter.marketplace, "review");
    const second = queryOf(server.requests[1]!);
    expect([second["skip"], second["dateFrom"]]).toEqual(["1000", queryOf(server.requests[0]!)["dateFrom"]]);
  });

  it("that stand in another order than the one asked for are read by position", async () => {
    const full = Array.from({ length: 1000 }, (_, n) => review(n, NOW - n * MINUTE));
    await using server = await scriptedServer(
      ok({ feedbacks: full }),
      ok({ feedbacks: [review(1000, NOW - 2 * DAY)] }),
    );
    await using adapter = adapterAt("wb", server.url);
    const { items } = await listAll(adapter.marketplace, "review");
    expect(new Set(items.map(({ externalId }) => externalId)).size).toBe(1001);
    expect(server.requests.slice(0, 2).map((one) => queryOf(one)["skip"])).toEqual(["0", "1000"]);
  });

  it.each([404, 422])("to which WB responds with %i are gone", async (status) => {
    await using server = await scriptedServer(
      json(status, { data: null, error: true, errorText: "Невозможно получить" }),
    );
    await using adapter = adapterAt("wb", server.url);
    expect(await adapter.marketplace.read(REVIEW, signal)).toEqual({ status: "gone" });
  });

  it.each([
    ["a page", (_request, response) => void response.writeHead(404).end("not found"), "marketplace.bad_reply"],
    ["the gateway", json(404, { title: "path not found", detail: "see the docs", status: 404 }), "marketplace.refused"],
  ] as [string, Step, string][])("are not gone because an address is wrong (%s)", async (_what, step, code) => {
    await using server = await scriptedServer(step);
    await using adapter = adapterAt("wb", server.url);
    await expect(adapter.marketplace.read(REVIEW, signal)).rejects.toMatchObject({ code });
  });

  it.each([
    ["none", "pending"],
    ["reviewRequired", "pending"],
    ["wbRu", "live"],
    ["rejected", "rejected"],
    ["something new", "pending"],
  ])("with an answer in state %s: it is %s", async (state, moderation) => {
    const answer = { text: "Спасибо!", state, editable: true };
    await using server = await scriptedServer(ok({ ...review(1), answer }));
    await using adapter = adapterAt("wb", server.url);
    expect(await adapter.marketplace.read(REVIEW, signal)).toMatchObject({ answer: { text: "Спасибо!", moderation } });
  });

  it("are answered with nothing but id and text", async () => {
    await using server = await scriptedServer((_request, response) => void response.writeHead(204).end());
    await using adapter = adapterAt("wb", server.url);
    expect(await adapter.marketplace.publish(REVIEW, "Спасибо!", signal, AT_ONCE)).toEqual({ remoteId: null });
    expect(server.requests).toMatchObject([
      { method: "POST", path: "/api/v1/feedbacks/answer", body: { id: REVIEW.externalId, text: "Спасибо!" } },
    ]);
  });
});

describe("Wildberries questions", () => {
  it("are answered with the state that publishes them and are never rejected by mistake", async () => {
    await using server = await scriptedServer(ok(null));
    await using adapter = adapterAt("wb", server.url);
    await adapter.marketplace.publish(QUESTION, "Размер 46.", signal, AT_ONCE);
    const body = { id: QUESTION.externalId, answer: { text: "Размер 46." }, state: "wbRu" };
    expect(server.requests.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      { method: "PATCH", path: "/api/v1/questions", body },
    ]);
  });

  it("that the seller rejected are not offered again", async () => {
    await using server = await scriptedServer(
      ok({ questions: [question(1, NOW - DAY, "none"), question(2, NOW - DAY)] }),
      ok({ questions: null }),
      ok(question(1, NOW - DAY, "none")),
    );
    await using adapter = adapterAt("wb", server.url);
    const { items } = await listAll(adapter.marketplace, "question");
    expect(items.map(({ externalId }) => externalId)).toEqual(["q2"]);
    expect(await adapter.marketplace.read(QUESTION, signal)).toEqual({ status: "gone" });
  });

  it("of which more than WB serves were asked in one second end the poll with an error, not in silence", async () => {
    const full = (from: number) => Array.from({ length: 1000 }, (_, n) => question(from + n, NOW - DAY));
    let page = 0;
    await using server = await scriptedServer((request, response) =>
      ok({ questions: full(page++ * 1000) })(request, response),
    );
    await using adapter = adapterAt("wb", server.url);
    await expect(listAll(adapter.marketplace, "question")).rejects.toThrow("more items in one second");
    expect(server.requests).toHaveLength(10);
  });
});

describe("a Basic token of Wildberries", () => {
  const basic = wbToken({ acc: 1 });

  it("lists the unanswered items with one request, and reports when the next request is allowed", async () => {
    await using server = await scriptedServer(ok({ feedbacks: [review(1)] }));
    await using adapter = adapterAt("wb", server.url, basic);
    expect((await listAll(adapter.marketplace, "review")).items).toHaveLength(1);
    adapter.clock.advance(2 * MINUTE);
    await expect(listAll(adapter.marketplace, "question")).rejects.toMatchObject({
      code: "marketplace.rate_limited",
      retryAfterMs: 10 * MINUTE + 1000,
    });
    expect(server.requests).toHaveLength(1);
  });

  it("can publish, though reading first uses up the request", async () => {
    await using server = await scriptedServer(
      ok(review(1)),
      (_request, response) => void response.writeHead(204).end(),
    );
    await using adapter = adapterAt("wb", server.url, basic);
    const { marketplace, clock } = adapter;
    expect(await marketplace.read(REVIEW, signal)).toMatchObject({ status: "unanswered" });
    const error: unknown = await marketplace
      .publish(REVIEW, "Спасибо!", signal, AT_ONCE)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "marketplace.rate_limited", effect: "none" });
    clock.advance((error as { retryAfterMs: number }).retryAfterMs);
    expect(await marketplace.read(REVIEW, signal)).toMatchObject({ status: "unanswered" });
    await marketplace.publish(REVIEW, "Спасибо!", signal, AT_ONCE);
    expect(server.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });

  it("reads afresh after a publish of unknown outcome", async () => {
    const answered = { ...review(1), answer: { text: "Спасибо!", state: "wbRu" } };
    await using server = await scriptedServer(ok(review(1)), json(500, {}), ok(answered));
    await using adapter = adapterAt("wb", server.url, basic);
    const { marketplace, clock } = adapter;
    await marketplace.read(REVIEW, signal);
    clock.advance(12 * MINUTE + 1000);
    await expect(marketplace.publish(REVIEW, "Спасибо!", signal, AT_ONCE)).rejects.toMatchObject({ effect: "unknown" });
    clock.advance(MINUTE);
    await expect(marketplace.read(REVIEW, signal)).rejects.toMatchObject({ code: "marketplace.rate_limited" });
    clock.advance(11 * MINUTE + 1000);
    expect(await marketplace.read(REVIEW, signal)).toMatchObject({ status: "answered" });
  });

  it("does not take an old reading, nor another item's, for this one", async () => {
    await using server = await scriptedServer(ok(review(1)));
    await using adapter = adapterAt("wb", server.url, basic);
    await adapter.marketplace.read(REVIEW, signal);
    adapter.clock.advance(16 * MINUTE);
    await adapter.marketplace.read(REVIEW, signal);
    adapter.clock.advance(13 * MINUTE);
    await adapter.marketplace.read({ ...REVIEW, externalId: "another" }, signal);
    expect(server.requests).toHaveLength(3);
  });

  it("is warned about", async () => {
    await using server = await scriptedServer(ok({ hasNewQuestions: false, hasNewFeedbacks: true }));
    await using adapter = adapterAt("wb", server.url, basic);
    const { warnings, seller } = await adapter.marketplace.checkAccess(signal);
    expect(warnings.join()).toContain("Basic");
    expect(seller).toBeNull();
    expect(server.requests.map(({ path }) => path)).toEqual(["/api/v1/new-feedbacks-questions"]);
  });
});

describe("a WB token whose own claims show that it cannot work", () => {
  it.each([
    ["has expired", { exp: (NOW - 1000) / 1000 }, "auth.key"],
    ["is for other categories", { s: 1 << 1 }, "auth.role"],
  ])("(%s) is refused without a request", async (_what, claims, code) => {
    await using server = await scriptedServer(json(200, {}));
    await using adapter = adapterAt("wb", server.url, wbToken(claims));
    const error: unknown = await adapter.marketplace.checkAccess(signal).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code, hint: expect.stringContaining("Personal") });
    expect(server.requests).toEqual([]);
  });

  it("is warned about two weeks before it expires", async () => {
    await using server = await scriptedServer(json(200, { name: "ИП Иванов" }));
    await using adapter = adapterAt("wb", server.url, wbToken({ exp: (NOW + 9 * DAY) / 1000 }));
    const access = await adapter.marketplace.checkAccess(signal);
    expect(access).toEqual({
      seller: "ИП Иванов",
      key: "Personal token",
      expiresAt: NOW + 9 * DAY,
      warnings: [expect.stringContaining("2026-07-24")],
    });
  });
});

it("six requests to Wildberries are sent at once, and the seventh waits", async () => {
  await using server = await scriptedServer(ok(review(1)));
  await using adapter = adapterAt("wb", server.url);
  for (let i = 0; i < 7; i++) await adapter.marketplace.read(REVIEW, signal);
  expect(adapter.clock.sleeps).toEqual([2100]);
});

it("a WB item keeps what it needs to be found again", async () => {
  await using setup = await connected("wb", [{ id: "one", platform: "wb", rating: 5, text: "Хорошо" }]);
  const { items } = await listAll(setup.marketplace, "review");
  expect(refTo(items[0]!).raw).toMatchObject({ id: items[0]!.externalId });
});
