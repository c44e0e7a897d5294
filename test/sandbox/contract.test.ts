import { describe, expect, it } from "vitest";
import { loadContract, type Contract, type Node } from "../support/contract.ts";

/**
 * Official examples that break their own schema. Each is the source's mistake, not the checker's:
 * the documents are kept as published, so the examples are named here instead of being mended.
 */
const EXCEPTIONS: Record<string, string> = {
  "wb GET /api/v1/seller-info 200 application/json":
    'response 200 body /sid must match format "UUID", not "e8923014-e233-47q8-898e-3cc86d67ea61"',
};

const HEADERS = { authorization: "token", "api-key": "key", "client-id": "1" };

/** Values for the required parameters that have no example. */
const STAND_INS: Record<string, unknown> = { boolean: true, integer: 1 };

interface Example {
  name: string;
  problems: string[];
}

/** Every example of the document, with what the contract says about it. */
function examplesOf(contract: Contract, marketplace: string): Example[] {
  return contract.operations.flatMap(({ method, path }) => {
    const operation = (contract.document.paths as Record<string, Node>)[path]?.[method.toLowerCase()] as Node;
    const filled = path.replace("{businessId}", "987654");
    const requests = bodies(contract, operation.requestBody).map(({ name, value }) => ({
      name: `${marketplace} ${method} ${path} request ${name}`,
      problems: contract.validateRequest({ method, path: filled, ...sendable(contract, operation), body: value }),
    }));
    const responses = Object.entries(operation.responses as Node).flatMap(([status, response]) =>
      bodies(contract, response).map(({ name, value }) => ({
        name: `${marketplace} ${method} ${path} ${status} ${name}`,
        problems: contract.validateResponse({
          method,
          path: filled,
          status: Number(status.replace("default", "500")),
          contentType: name.split(" ")[0] ?? null,
          body: value,
        }),
      })),
    );
    const bare = {
      name: `${marketplace} ${method} ${path} parameters`,
      problems: parameterProblems(contract, operation, { method, path: filled }),
    };
    return [bare, ...requests, ...responses];
  });
}

/** The violations in a request built from the parameters' own examples; the body is ignored. */
function parameterProblems(contract: Contract, operation: Node, target: { method: string; path: string }): string[] {
  const problems = contract.validateRequest({ ...target, ...sendable(contract, operation) });
  return problems.filter((problem) => problem !== "request body is missing");
}

/** Credentials and the parameters that an operation asks for, from their own examples. */
function sendable(contract: Contract, operation: Node) {
  const parameters = ((operation.parameters as Node[] | undefined) ?? []).map((each) => follow(contract, each));
  const query = parameters.filter((each) => each.in === "query");
  const given = query.flatMap(({ name, required, schema }) => {
    const value =
      (schema as Node).example ?? (required === true ? STAND_INS[String((schema as Node).type)] : undefined);
    return value === undefined ? [] : [[String(name), JSON.stringify(value)] as const];
  });
  return { headers: HEADERS, query: Object.fromEntries(given) };
}

function bodies(contract: Contract, owner: unknown): { name: string; value: unknown }[] {
  const content = (follow(contract, (owner ?? {}) as Node).content ?? {}) as Record<string, Node>;
  return Object.entries(content).flatMap(([type, media]) => [
    ...("example" in media ? [{ name: type, value: media.example }] : []),
    ...Object.entries((media.examples ?? {}) as Record<string, Node>).map(([key, example]) => ({
      name: `${type} ${key}`,
      value: follow(contract, example).value,
    })),
  ]);
}

function follow(contract: Contract, node: Node): Node {
  if (typeof node.$ref !== "string") return node;
  let found: unknown = contract.document;
  for (const key of node.$ref.slice(2).split("/")) found = (found as Node)[key];
  return follow(contract, found as Node);
}

describe.each([
  { name: "wb", least: 50 },
  { name: "ozon", least: 50 },
  { name: "ym", least: 50 },
] as const)("the contract of $name", ({ name, least }) => {
  it("accepts its own examples", () => {
    const examples = examplesOf(loadContract(name), name);
    expect(examples.length).toBeGreaterThan(least);
    const wrong = examples.filter(({ problems }) => problems.length > 0);
    const expected = Object.entries(EXCEPTIONS).filter(([key]) => key.startsWith(`${name} `));
    expect(wrong).toEqual(expected.map(([key, problem]) => ({ name: key, problems: [problem] })));
  });
});

const wb = loadContract("wb");
const ozon = loadContract("ozon");
const ym = loadContract("ym");

describe("validateRequest", () => {
  const list = { method: "GET", path: "/api/v1/feedbacks", headers: HEADERS };

  it("takes query parameters as the values their text stands for", () => {
    expect(wb.validateRequest({ ...list, query: { isAnswered: "false", take: "5000", skip: "0" } })).toEqual([]);
    expect(wb.validateRequest({ ...list, query: { isAnswered: "no", take: "5001", skip: "one" } })).toEqual([
      'query parameter isAnswered must be boolean, not "no"',
      "query parameter take must be <= 5000, not 5001",
      'query parameter skip must be integer, not "one"',
    ]);
  });

  it("names parameters that are missing or not described", () => {
    expect(wb.validateRequest({ ...list, query: { isAnswered: "true", take: "1", limit: "5" } })).toEqual([
      "query parameter limit is not described",
      "query parameter skip is missing",
    ]);
  });

  it("knows that Yandex Market spells the page token in two ways", () => {
    const path = "/v2/businesses/987654/goods-feedback";
    for (const query of [{ page_token: "abc" }, { pageToken: "abc" }] as Record<string, string>[]) {
      expect(ym.validateRequest({ method: "POST", path, headers: HEADERS, query })).toEqual([]);
    }
  });

  it("checks the values inside a path", () => {
    const path = "/v2/businesses/mine/goods-feedback";
    expect(ym.validateRequest({ method: "POST", path, headers: HEADERS })).toEqual([
      'path parameter businessId must be integer, not "mine"',
    ]);
  });

  it("asks for credentials", () => {
    expect(wb.validateRequest({ method: "GET", path: "/ping" })).toEqual([
      "no credentials: header Authorization is missing",
    ]);
    expect(ym.validateRequest({ method: "GET", path: "/v2/campaigns" })).toEqual([
      "no credentials: header Api-Key or Authorization is missing",
    ]);
    expect(ozon.validateRequest({ method: "POST", path: "/v1/roles", headers: { "Client-Id": "1" } })).toEqual([
      "header parameter Api-Key is missing",
    ]);
  });

  it("refuses broken bodies and says where they break", () => {
    const refused = (contract: Contract, path: string, body?: unknown) =>
      contract.validateRequest({ method: "POST", path, headers: HEADERS, body });
    expect(refused(wb, "/api/v1/feedbacks/answer", { id: "1", text: "!" })).toEqual([
      'request body /text must NOT have fewer than 2 characters, not "!"',
    ]);
    expect(refused(ozon, "/v2/review/list", { limit: 5, filters: { status: "OPEN", skus: ["a"] } })).toEqual([
      'request body /filters/skus/0 must match pattern "^-?\\d+$", not "a"',
      'request body /filters/status must be equal to one of the allowed values (ALL, NEW, VIEWED, PROCESSED), not "OPEN"',
      "request body /limit must be >= 20, not 5",
    ]);
    expect(refused(ym, "/v2/businesses/1/goods-feedback/comments/update", { comment: {} })).toEqual([
      "request body must have required property 'feedbackId', not {\"comment\":{}}",
      "request body /comment must have required property 'text', not {}",
    ]);
    expect(refused(ozon, "/v1/question/answer/list")).toEqual(["request body is missing"]);
    expect(refused(ozon, "/v2/review/count", { status: "NEW" })).toEqual(["request body is not described"]);
    expect(refused(ozon, "/v2/review/count", {})).toEqual([]);
  });

  it("refuses a body that is two of the alternatives at once", () => {
    const body = { id: "1", wasViewed: true, answer: { text: "текст" }, state: "wbRu" };
    expect(wb.validateRequest({ method: "PATCH", path: "/api/v1/questions", headers: HEADERS, body })).toEqual([
      `request body must match exactly one schema in oneOf, not ${JSON.stringify(body)}`,
    ]);
  });

  it("knows no operation but the described ones", () => {
    expect(wb.validateRequest({ method: "PATCH", path: "/api/v1/feedbacks" })).toEqual([
      "PATCH /api/v1/feedbacks is not described",
    ]);
  });
});

describe("validateResponse", () => {
  const json = { contentType: "application/json; charset=utf-8" };

  it("refuses a broken body and says where it breaks", () => {
    const body = { data: { feedbacks: [{ id: "1" }, { productValuation: "5", answer: null, text: null }] } };
    expect(wb.validateResponse({ method: "GET", path: "/api/v1/feedbacks", status: 200, ...json, body })).toEqual([
      "response 200 body /data/feedbacks/1/text must be string, not null",
      'response 200 body /data/feedbacks/1/productValuation must be integer, not "5"',
    ]);
  });

  it("reads the exclusive bounds of OpenAPI 3.0", () => {
    const answer = (marketCategoryId: number) => {
      const offer = { offerId: "OM-1", marketCategoryId };
      const body = { status: "OK", result: { offerMappings: [{ offer }] } };
      return ym.validateResponse({
        method: "POST",
        path: "/v2/businesses/1/offer-mappings",
        status: 200,
        ...json,
        body,
      });
    };
    expect(answer(1)).toEqual([]);
    expect(answer(0)).toEqual(["response 200 body /result/offerMappings/0/offer/marketCategoryId must be > 0, not 0"]);
  });

  it("refuses a body where none is described, and none where one is", () => {
    const answered = { method: "POST", path: "/api/v1/feedbacks/answer", status: 204 };
    expect(wb.validateResponse(answered)).toEqual([]);
    expect(wb.validateResponse({ ...answered, ...json, body: {} })).toEqual([
      "response 204 has a body, but none is described",
    ]);
    expect(wb.validateResponse({ method: "GET", path: "/ping", status: 200, ...json })).toEqual([
      "response 200 has no body",
    ]);
  });

  it("refuses other statuses and content types than the described ones", () => {
    const ping = { method: "GET", path: "/ping" };
    expect(wb.validateResponse({ ...ping, status: 418, ...json, body: {} })).toEqual([
      "status 418 is not described, only 200, 401, 429",
    ]);
    expect(wb.validateResponse({ ...ping, status: 200, contentType: "text/html", body: "OK" })).toEqual([
      'response 200 has content type "text/html", described is application/json',
    ]);
  });
});
