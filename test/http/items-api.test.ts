/** The items API as it is served, held against the document that describes it. */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { App } from "../../src/app.ts";
import { tokensOf } from "../../src/cli/http-tokens.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { startHttp } from "../../src/http/server.ts";
import { createLog } from "../../src/base/log.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { testApp } from "../support/app.ts";

const ADMIN = "admin-token-000001";
const ANNA = "anna-token-0000002";
const READER = "reader-token-00003";

interface Operation {
  operationId: string;
  responses: Record<string, { content: { "application/json": { schema: object } } }>;
  requestBody?: { content: { "application/json": { schema: object } } };
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

interface Served {
  app: App;
  document: Document;
  /** Calls as the holder of a token; whatever comes back has to be what the document says. */
  call: (
    method: "GET" | "POST",
    path: string,
    options?: { token?: string; body?: unknown; raw?: string },
  ) => Promise<Reply>;
  called: Set<string>;
}

interface Reply {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read deep into bodies that the document has checked
  body: any;
}

const ITEMS: SampleItem[] = (["wb", "ozon", "ym"] as const).flatMap((platform, p): SampleItem[] =>
  Array.from({ length: 4 }, (_, i) => ({
    id: `${platform}-${i}`,
    platform,
    text: i === 3 ? "Подойдёт на рост 100%?" : `Хорошая вещь номер ${i}, носим с удовольствием.`,
    rating: i === 3 ? null : 5 - i,
    itemType: i === 3 ? "question" : "review",
    // Two brands: the sandbox's catalogue tells them apart by the article.
    sku: (i + p) % 2 === 0 ? `OM-100${i}` : `OK-200${i}`,
    createdAt: Date.now() - (i + 1) * 3_600_000,
  })),
);

async function serve(): Promise<Served> {
  const tokens = [
    { name: "anna", token: ANNA, role: "manager", brands: ["ohana_kids"] },
    { name: "reader", token: READER, role: "read" },
  ];
  const { app, config } = await testApp({ items: ITEMS, settings: { http: { token: ADMIN, tokens } } });
  for (const kind of POLL_KINDS) {
    await app.runner.runNow((tx) => app.enqueue(tx, kind, { account: `${pollOf(kind).platform}-sandbox` }).id);
  }
  await app.runner.drain();
  const metrics = createMetrics(() => gaugesOf(app));
  const options = { listen: "127.0.0.1:0", tokens: tokensOf(config), corsOrigin: null, log: createLog("silent") };
  const server = await startHttp(httpParts(app, metrics), options);
  onTestFinished(() => server.close());
  const document = (await (await fetch(`${server.url}/api/v1/openapi.json`, bearer(ADMIN))).json()) as Document;
  const called = new Set<string>();
  const call: Served["call"] = async (method, path, { token = ADMIN, body, raw } = {}) => {
    const content = raw ?? (body === undefined ? null : JSON.stringify(body));
    const reply = await fetch(server.url + path, { method, body: content, ...bearer(token) });
    const parsed: unknown = await reply.json();
    check(document, method, path, reply.status, parsed, called);
    return { status: reply.status, body: parsed };
  };
  return { app, document, call, called };
}

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

function check(
  document: Document,
  method: string,
  path: string,
  status: number,
  body: unknown,
  called: Set<string>,
): void {
  const plain = path.split("?")[0] ?? "";
  const template = Object.keys(document.paths).find((known) =>
    new RegExp(`^${known.replace("{id}", "[^/]+")}$`).test(plain),
  );
  const operation = template && document.paths[template]?.[method.toLowerCase()];
  if (!operation) return expect(status).toBe(404);
  called.add(`${operation.operationId} ${status}`);
  const described = operation.responses[String(status)];
  expect(described, `${operation.operationId} answers ${status}`).toBeDefined();
  const validate = ajv.compile(described!.content["application/json"].schema);
  expect(validate(body), `${path}: ${JSON.stringify(validate.errors)} ${JSON.stringify(body)}`).toBe(true);
}

const BASE = "/api/v1/reputation";
const everything = ({ app }: Served): unknown =>
  ["items", "responses", "audit", "jobs"].map((table) => app.db.statement(`select * from ${table}`).all());

describe("the items API", () => {
  test("does every operation as its document says", async () => {
    const served = await serve();
    const { app, call, document, called } = served;
    expect(document.openapi).toBe("3.1.0");
    const all = await call("GET", `${BASE}/items?limit=100`);
    expect(all.body.total).toBe(12);
    expect(all.body.items).toHaveLength(12);
    const [a, b, c, d, e] = (all.body.items as { id: number }[]).map(({ id }) => id);
    expect(
      (await call("GET", `${BASE}/items?platform=wb&item_type=review&rating_min=4&limit=1&offset=1`)).body,
    ).toMatchObject({
      total: 2,
      limit: 1,
      offset: 1,
    });
    expect((await call("GET", `${BASE}/items?q=${encodeURIComponent("рост 100%")}`)).body.total).toBe(3);
    expect((await call("GET", `${BASE}/items?q=${encodeURIComponent("ПОДОЙДЕТ")}`)).body.total).toBe(3);
    expect((await call("GET", `${BASE}/items?status=published`)).body.items).toEqual([]);

    expect(
      (await call("POST", `${BASE}/items/${a}/edit`, { body: { text: "Спасибо за отзыв, рады, что понравилось!" } }))
        .body.changed,
    ).toBe(true);
    const stale = await call("POST", `${BASE}/items/${a}/approve`, { body: { text: "Что стояло здесь раньше" } });
    expect(stale.status).toBe(409);
    expect((await call("GET", `${BASE}/items/${a}`)).body.status).toBe("pending_review");
    const read = { text: "Спасибо за отзыв, рады, что понравилось!" };
    expect((await call("POST", `${BASE}/items/${a}/approve`, { body: read })).body).toMatchObject({
      id: a,
      status: "approved",
      changed: true,
    });
    expect((await call("POST", `${BASE}/items/${a}/approve`)).body.changed).toBe(false);
    expect((await call("POST", `${BASE}/items/${b}/skip`)).body.status).toBe("skipped");
    expect((await call("POST", `${BASE}/items/${b}/edit`, { body: { text: "поздно" } })).status).toBe(409);
    expect((await call("POST", `${BASE}/items/${c}/escalate`)).body.status).toBe("escalated");
    expect((await call("POST", `${BASE}/items/${d}/regenerate`, { body: { instructions: "короче" } })).body.id).toBe(d);
    expect((await call("POST", `${BASE}/bulk-approve`, { body: { ids: [e, 999_999] } })).body.results).toMatchObject([
      { id: e, changed: true },
      { id: 999_999, error: expect.stringContaining("no item") as unknown },
    ]);
    await app.runner.drain();
    const shown = await call("GET", `${BASE}/items/${a}`);
    expect(shown.body).toMatchObject({
      status: "published",
      answer: { text: "Спасибо за отзыв, рады, что понравилось!" },
    });
    expect(auditOf(app.db, a!).map(({ actor, action }) => `${actor} ${action}`)).toEqual(
      expect.arrayContaining(["token:http.token edit", "token:http.token approve"]),
    );
    expect((await call("GET", `${BASE}/stats?period=7d`)).body).toMatchObject({
      items: 12,
      reviews: 9,
      questions: 3,
      published: 2,
      skipped: 1,
    });
    await app.runner.runNow((tx) => app.enqueue(tx, "calculate_daily_analytics", {}).id);
    const days = await call("GET", `${BASE}/analytics?from=2020-01-01&to=2100-01-01&platform=all&brand=all`);
    expect((days.body as { total_items: number }[]).reduce((sum, { total_items }) => sum + total_items, 0)).toBe(12);
    const operations = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    for (const operation of operations) expect([...called], operation).toContain(`${operation} 200`);
  }, 60_000);

  test("shows a manager of one brand nothing of another's, and lets her change nothing of it", async () => {
    const served = await serve();
    const { app, call } = served;
    const brands = new Map(
      (app.db.statement("select id, brand_id from items").all() as { id: number; brand_id: string }[]).map((row) => [
        row.id,
        row.brand_id,
      ]),
    );
    const others = [...brands].filter(([, brand]) => brand !== "ohana_kids").map(([id]) => id);
    expect(others.length).toBeGreaterThan(2);
    expect(brands.size - others.length).toBeGreaterThan(2);
    const query = fc.record(
      {
        status: fc.constantFrom("pending_review", "new", "published"),
        platform: fc.constantFrom("wb", "ozon", "ym"),
        brand: fc.constantFrom("ohana_kids", "ohana_market", "none"),
        rating_min: fc.integer({ min: 1, max: 5 }).map(String),
        offset: fc.integer({ min: 0, max: 5 }).map(String),
        q: fc.constantFrom("вещь", "%", "'"),
      },
      { requiredKeys: [] },
    );
    const before = JSON.stringify(everything(served));
    await fc.assert(
      fc.asyncProperty(
        query,
        fc.constantFrom(...others),
        fc.constantFrom("approve", "skip", "escalate"),
        async (words, id, action) => {
          const asked = new URLSearchParams(words as Record<string, string>).toString();
          const { body } = await call("GET", `${BASE}/items?${asked}`, { token: ANNA });
          for (const item of body.items as { brand_id: string }[]) expect(item.brand_id).toBe("ohana_kids");
          expect((await call("GET", `${BASE}/items/${id}`, { token: ANNA })).status).toBe(404);
          expect((await call("POST", `${BASE}/items/${id}/${action}`, { token: ANNA })).status).toBe(404);
          const bulk = await call("POST", `${BASE}/bulk-approve`, { token: ANNA, body: { ids: [id] } });
          expect(bulk.body.results[0].error).toContain("no item");
        },
      ),
      { numRuns: 40 },
    );
    expect(JSON.stringify(everything(served))).toBe(before);
    const mine = [...brands].find(([, brand]) => brand === "ohana_kids")![0];
    expect((await call("POST", `${BASE}/items/${mine}/skip`, { token: ANNA })).body.status).toBe("skipped");
    expect((await call("GET", `${BASE}/stats`, { token: ANNA })).body.items).toBe(brands.size - others.length);
  }, 60_000);

  test("answers two hundred malformed requests with 4xx and a message, and changes nothing", async () => {
    const served = await serve();
    const { call } = served;
    const before = JSON.stringify(everything(served));
    const junk = fc.oneof(
      fc.constantFrom(
        "{",
        "[]",
        "null",
        "1",
        '"x"',
        '{"text":',
        '{"ids":[0]}',
        '{"ids":[]}',
        '{"ids":["1"]}',
        '{"text":""}',
        '{"x":1}',
        '{"instructions":""}',
      ),
      fc.json(),
    );
    const bad = fc.constantFrom("0", "-1", "1.5", "abc", "1e99", "%00", "../1", "9007199254740993", " ");
    const requests = fc.oneof(
      fc.tuple(
        fc.constant("GET" as const),
        fc
          .constantFrom(
            "limit=0",
            "limit=101",
            "limit=x",
            "offset=-1",
            "rating_min=9",
            "platform=ebay",
            "status=x",
            "unknown=1",
            "limit=1&limit=2",
            "q=",
          )
          .map((q) => `${BASE}/items?${q}`),
        fc.constant(""),
      ),
      fc.tuple(
        fc.constant("GET" as const),
        bad.map((id) => `${BASE}/items/${encodeURIComponent(id)}`),
        fc.constant(""),
      ),
      fc.tuple(
        fc.constant("POST" as const),
        fc
          .tuple(bad, fc.constantFrom("approve", "edit", "skip"))
          .map(([id, action]) => `${BASE}/items/${encodeURIComponent(id)}/${action}`),
        junk,
      ),
      fc.tuple(
        fc.constant("POST" as const),
        fc.constantFrom(`${BASE}/items/1/edit`, `${BASE}/items/1/regenerate`, `${BASE}/bulk-approve`),
        junk.filter((text) => !isValid(text)),
      ),
      fc.tuple(
        fc.constant("GET" as const),
        fc
          .constantFrom("from=1&to=2", "from=2026-01-01", "from=2026-13-01&to=2026-01-01")
          .map((q) => `${BASE}/analytics?${q}`),
        fc.constant(""),
      ),
    );
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(requests, async ([method, path, raw]) => {
        const reply = await call(method, path, method === "POST" ? { raw } : {});
        expect(reply.status, `${method} ${path} ${raw}`).toBeGreaterThanOrEqual(400);
        expect(reply.status, `${method} ${path} ${raw}`).toBeLessThan(500);
        expect(reply.body.error.length).toBeGreaterThan(5);
        seen++;
      }),
      { numRuns: 200 },
    );
    expect(seen).toBeGreaterThanOrEqual(200);
    expect(
      (await call("POST", `${BASE}/items/1/edit`, { raw: JSON.stringify({ text: "я".repeat(60_000) }) })).status,
    ).toBe(413);
    expect(JSON.stringify(everything(served))).toBe(before);
  }, 60_000);

  test("lets nobody write without a token that may, and nobody in without a known one", async () => {
    const served = await serve();
    const before = JSON.stringify(everything(served));
    expect((await served.call("POST", `${BASE}/items/1/approve`, { token: READER })).status).toBe(403);
    expect((await served.call("GET", `${BASE}/items`, { token: READER })).status).toBe(200);
    expect((await served.call("GET", `${BASE}/items`, { token: `${READER}x` })).status).toBe(401);
    expect((await served.call("POST", `${BASE}/items/1/approve`, { token: "" })).status).toBe(401);
    expect(JSON.stringify(everything(served))).toBe(before);
  });
});

/** Accidentally a good body. */
function isValid(text: string): boolean {
  try {
    const body = JSON.parse(text) as Record<string, unknown> | null;
    return (
      typeof body === "object" &&
      body !== null &&
      ("text" in body || "ids" in body || "instructions" in body) &&
      Object.keys(body).length === 1 &&
      String(Object.values(body)[0]).length > 0 &&
      !/^\{"(ids":\[(0|"1")?\]|text":""|instructions":"")/.test(text)
    );
  } catch {
    return false;
  }
}
