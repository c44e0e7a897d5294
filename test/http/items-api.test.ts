import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { moveItem } from "../../src/store/tables/items.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { testApp } from "../support/app.ts";
import { ANNA, BASE, READER, serve, TOKENS, type Served } from "../support/served.ts";

const ITEMS: SampleItem[] = (["wb", "ozon", "ym"] as const).flatMap((platform, p): SampleItem[] =>
  Array.from({ length: 4 }, (_, i) => ({
    id: `${platform}-${i}`,
    platform,
    text: i === 3 ? "Подойдёт на рост 100%?" : `Хорошая вещь номер ${i}, носим с удовольствием.`,
    rating: i === 3 ? null : 5 - i,
    itemType: i === 3 ? "question" : "review",
    // There are two brands; the sandbox's catalogue tells them apart by the article.
    sku: (i + p) % 2 === 0 ? `OM-100${i}` : `OK-200${i}`,
    createdAt: Date.now() - (i + 1) * 3_600_000,
  })),
);

/** Serves twelve items that wait for a person, each with a draft. */
async function serveShop(settings: Record<string, unknown> = {}): Promise<Served> {
  const opened = await testApp({ items: ITEMS, settings: { http: TOKENS, ...settings } });
  const { app } = opened;
  for (const kind of POLL_KINDS) {
    await app.runner.runNow((tx) => app.enqueue(tx, kind, { account: `${pollOf(kind).platform}-sandbox` }).id);
  }
  await app.runner.drain();
  return serve(opened);
}

const versioned = (...ids: number[]) => ids.map((id) => ({ id, version: 1 }));

const everything = ({ app }: Served): unknown =>
  ["items", "responses", "audit", "jobs"].map((table) => app.db.statement(`select * from ${table}`).all());

describe("items API", () => {
  test("every operation answers as the OpenAPI document says", async () => {
    const served = await serveShop();
    const { app, call, document, called } = served;
    expect(document.openapi).toBe("3.1.0");
    const all = await call("GET", `${BASE}/items?limit=100`);
    expect(all.body.total).toBe(12);
    expect(all.body.items).toHaveLength(12);
    const [a, b, c, d, e, f] = (all.body.items as { id: number }[]).map(({ id }) => id);
    const first = await call("GET", `${BASE}/items?platform=wb&item_type=review&rating_min=4&limit=1`);
    expect(first.body).toMatchObject({ total: 2, exact: true, limit: 1, next: expect.any(String) as unknown });
    const counts = (await call("GET", `${BASE}/items/counts?platform=wb`)).body.tabs;
    expect(counts).toMatchObject({ waiting: { count: 4, exact: true }, questions: { count: 1 }, all: { count: 4 } });
    expect((await call("GET", `${BASE}/items?q=${encodeURIComponent("рост 100%")}`)).body.total).toBe(3);
    expect((await call("GET", `${BASE}/items?q=${encodeURIComponent("ПОДОЙДЕТ")}`)).body.total).toBe(3);
    expect((await call("GET", `${BASE}/items?status=published`)).body.items).toEqual([]);

    expect(
      (await call("POST", `${BASE}/items/${a}/edit`, { body: { text: "Спасибо за отзыв, рады, что понравилось!" } }))
        .body,
    ).toMatchObject({ changed: true, version: 2, problems: [] });
    const stale = await call("POST", `${BASE}/items/${a}/approve`, { body: { version: 1 } });
    expect(stale.status).toBe(409);
    expect((await call("GET", `${BASE}/items/${a}`)).body.status).toBe("pending_review");
    const read = { version: 2 };
    expect((await call("POST", `${BASE}/items/${a}/approve`, { body: read })).body).toMatchObject({
      id: a,
      status: "approved",
      changed: true,
    });
    expect((await call("POST", `${BASE}/items/${a}/approve`)).body.changed).toBe(false);
    expect((await call("POST", `${BASE}/items/${b}/skip`)).body.status).toBe("skipped");
    expect((await call("POST", `${BASE}/items/${b}/edit`, { body: { text: "поздно" } })).status).toBe(409);
    expect((await call("POST", `${BASE}/items/${b}/undo`)).body).toMatchObject({
      status: "pending_review",
      changed: true,
    });
    expect((await call("POST", `${BASE}/items/${b}/retry`)).status).toBe(409);
    expect((await call("POST", `${BASE}/items/${b}/skip`)).body.status).toBe("skipped");
    const handOn = { to: "Анна", reason: "нужен возврат", version: 1 };
    expect((await call("POST", `${BASE}/items/${c}/escalate`, { body: handOn })).body.status).toBe("escalated");
    expect((await call("GET", `${BASE}/items/${c}`)).body).toMatchObject({
      handed_to: "Анна",
      reason: "нужен возврат",
    });
    await app.db.write((tx) => {
      moveItem(tx, f!, "approve", app.clock.now());
      moveItem(tx, f!, "fail", app.clock.now());
    });
    expect((await call("POST", `${BASE}/items/${f}/retry`)).body).toMatchObject({ status: "new", changed: true });
    expect((await call("POST", `${BASE}/items/${d}/regenerate`, { body: { instructions: "короче" } })).body.id).toBe(d);
    const rewrite = { ids: [d, 999_999], instructions: "теплее" };
    expect((await call("POST", `${BASE}/bulk-regenerate`, { body: rewrite })).body.results).toMatchObject([
      { id: d, changed: false },
      { id: 999_999, error: expect.stringContaining("no item") as unknown },
    ]);
    expect(
      (await call("POST", `${BASE}/bulk-approve`, { body: { items: versioned(e!, 999_999) } })).body.results,
    ).toMatchObject([
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
    // What was accepted counts once the marketplace has shown it.
    for (const kind of POLL_KINDS) {
      const args = { account: `${pollOf(kind).platform}-sandbox` };
      await app.runner.runNow((tx) => app.enqueue(tx, kind, args).id);
    }
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
    const figures = (await call("GET", `${BASE}/figures`)).body as { classes: { received: number }[] };
    expect(figures.classes.reduce((sum, { received }) => sum + received, 0)).toBe(12);
    expect((await call("GET", `${BASE}/figures?from=2020-01-01&to=2020-01-31&brand=ohana_kids`)).body).toMatchObject({
      from: "2020-01-01",
      to: "2020-01-31",
      sent: { count: 0 },
    });
    const { products, total } = (await call("GET", `${BASE}/products?platform=wb,ym&sort=reviews&limit=3&page=2`)).body;
    expect([products.length, total > 3]).toEqual([3, true]);
    const { platform, brand_id, sku } = products[0].shops[0] as Record<string, string>;
    const one = `${BASE}/products/one?platform=${platform}&brand=${brand_id}&sku=${sku}`;
    expect((await call("GET", one)).body).toMatchObject({ items: 1, newest: [{ sku }] });
    expect((await call("GET", `${one}x`)).status).toBe(404);
    const theirs = { token: ANNA };
    expect((await call("GET", one.replace(brand_id!, "ohana_market"), theirs)).status).toBe(404);
    const kids = app.db.statement("select count(*) from items where brand_id = 'ohana_kids'").pluck().get();
    const ofKids = (await call("GET", `${BASE}/figures`, theirs)).body as typeof figures;
    expect(ofKids.classes.reduce((sum, { received }) => sum + received, 0)).toBe(kids);
    expect(kids).toBeLessThan(12);
    const own = (await call("GET", `${BASE}/products`, theirs)).body.products as { brand_id: string }[];
    expect(new Set(own.map((product) => product.brand_id))).toEqual(new Set(["ohana_kids"]));
    const operations = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    for (const operation of operations) expect([...called], operation).toContain(`${operation} 200`);
  });

  test("a manager of one brand sees and changes nothing of another brand", async () => {
    const served = await serveShop();
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
        sort: fc.constantFrom("urgent", "oldest", "newest"),
        q: fc.constantFrom("вещь", "%", "'"),
      },
      { requiredKeys: [] },
    );
    const before = JSON.stringify(everything(served));
    await fc.assert(
      fc.asyncProperty(
        query,
        fc.constantFrom(...others),
        fc.constantFrom("approve", "skip", "escalate", "undo", "retry"),
        async (words, id, action) => {
          const asked = new URLSearchParams(words as Record<string, string>).toString();
          const { body } = await call("GET", `${BASE}/items?${asked}`, { token: ANNA });
          for (const item of body.items as { brand_id: string }[]) expect(item.brand_id).toBe("ohana_kids");
          const counts = await call("GET", `${BASE}/items/counts`, { token: ANNA });
          expect(counts.body.tabs.all.count).toBe(brands.size - others.length);
          expect((await call("GET", `${BASE}/items/${id}`, { token: ANNA })).status).toBe(404);
          expect((await call("POST", `${BASE}/items/${id}/${action}`, { token: ANNA })).status).toBe(404);
          const bulk = await call("POST", `${BASE}/bulk-approve`, { token: ANNA, body: { items: versioned(id) } });
          expect(bulk.body.results[0].error).toContain("no item");
        },
      ),
      { numRuns: 40 },
    );
    expect(JSON.stringify(everything(served))).toBe(before);
    const mine = [...brands].find(([, brand]) => brand === "ohana_kids")![0];
    expect((await call("POST", `${BASE}/items/${mine}/skip`, { token: ANNA })).body.status).toBe("skipped");
    expect((await call("GET", `${BASE}/stats`, { token: ANNA })).body.items).toBe(brands.size - others.length);
  });

  test("two hundred malformed requests get 4xx and a message, and change nothing", async () => {
    const served = await serveShop();
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
        '{"ids":[1]}',
        '{"items":[]}',
        '{"items":[{"id":1}]}',
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
            "offset=0",
            "cursor=abc",
            "cursor=",
            "rating=1,9",
            "rating=",
            "tab=x",
            "sort=x",
            "has_photo=yes",
            "from=2026-02-30",
            "from=0001-01-01",
            "from=2026-03-02&to=2026-03-01",
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
          .tuple(
            fc.constantFrom("analytics", "figures"),
            fc.constantFrom(
              "from=1&to=2",
              "from=2026-01-01",
              "from=2026-13-01&to=2026-01-01",
              "from=2026-02-02&to=2026-02-01",
            ),
          )
          .filter(([of, q]) => of === "figures" || q !== "from=2026-02-02&to=2026-02-01")
          .map(([of, q]) => `${BASE}/${of}?${q}`),
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
  });

  test("a refusal has a message in the manager's language beside the code and the words for programs", async () => {
    for (const [locale, words] of [
      ["ru", /[а-я]/],
      ["en", /^[^а-я]+$/],
    ] as const) {
      const { app, call } = await serveShop({ locale });
      const id = (await call("GET", `${BASE}/items?limit=1`)).body.items[0].id as number;
      const say = textsOf(locale).decisions;
      expect((await call("GET", `${BASE}/items/${id}`)).body.answer.version).toBe(1);
      const mine = { text: "Первый ответ, совсем другой.", version: 1 };
      const edited = await call("POST", `${BASE}/items/${id}/edit`, { body: mine });
      expect(edited.body).toMatchObject({ changed: true, version: 2 });
      // A colleague started from the same text.
      const theirs = { text: "Второй ответ, совсем иной.", version: 1 };
      const stale = await call("POST", `${BASE}/items/${id}/edit`, { body: theirs });
      expect(stale).toMatchObject({ status: 409, body: { code: "answer.changed", message: say["answer.changed"] } });
      expect(stale.body.current).toEqual({ version: 2, text: mine.text, by: "token:http.token" });
      expect(stale.body.error).not.toMatch(/[а-я]/);
      expect(stale.body.message).toMatch(words);
      const approved = await call("POST", `${BASE}/items/${id}/approve`, { body: { version: 1 } });
      expect(approved).toMatchObject({ status: 409, body: { code: "answer.changed" } });
      expect((await call("GET", `${BASE}/items/${id}`)).body.answer.text).toBe(mine.text);
      expect((await call("POST", `${BASE}/items/${id}/approve`, { body: { version: 2 } })).status).toBe(200);
      await app.runner.drain();
      expect(await call("POST", `${BASE}/items/${id}/undo`)).toMatchObject({
        status: 409,
        body: {
          code: "item.sent",
          message: say["item.sent"],
          hint: expect.stringContaining("reputation show") as unknown,
        },
      });
      const bulk = await call("POST", `${BASE}/bulk-approve`, { body: { items: versioned(999_999) } });
      expect(bulk.body.results).toEqual([
        { id: 999_999, error: "there is no item 999999", code: "item.unknown", message: say["item.unknown"] },
      ]);
      expect((await call("GET", `${BASE}/items/999999`)).body.message).toBe(say["item.unknown"]);
    }
  });

  test("a request with an offset is told how to request pages now", async () => {
    const { call } = await serve(await testApp({ items: [], settings: { http: TOKENS } }));
    const { status, body } = await call("GET", `${BASE}/items?limit=500&page=2&offset=20`);
    expect(status).toBe(400);
    expect(body.error).toContain("cursor");
    expect(body.hint).toContain("`next`");
  });

  test("a body is read whatever its content type, and never ignored", async () => {
    const { call } = await serveShop();
    const id = (await call("GET", `${BASE}/items?limit=1`)).body.items[0].id as number;
    for (const type of ["", "application/json", "text/plain", "application/x-www-form-urlencoded", "image/png"]) {
      const stale = { body: { version: 9 }, type };
      expect((await call("POST", `${BASE}/items/${id}/approve`, stale)).status, type).toBe(409);
      expect((await call("POST", `${BASE}/items/${id}/approve`, { raw: "{", type })).status, type).toBe(400);
      expect((await call("POST", `${BASE}/items/${id}/escalate`, { type })).status, type).toBe(200);
    }
    const chunked = { body: { version: 9 }, chunked: true };
    expect((await call("POST", `${BASE}/items/${id}/approve`, chunked)).status).toBe(409);
    const long = { body: { text: "я".repeat(60_000) }, chunked: true };
    expect((await call("POST", `${BASE}/items/${id}/edit`, long)).status).toBe(413);
    const byText = { body: { seen: "одно" } };
    expect((await call("POST", `${BASE}/items/${id}/approve`, byText)).status).toBe(400);
  });

  test("nobody writes without a token that allows it, and nobody reads without a known token", async () => {
    const served = await serveShop();
    const before = JSON.stringify(everything(served));
    expect((await served.call("POST", `${BASE}/items/1/approve`, { token: READER })).status).toBe(403);
    expect((await served.call("GET", `${BASE}/items`, { token: READER })).status).toBe(200);
    expect((await served.call("GET", `${BASE}/items`, { token: `${READER}x` })).status).toBe(401);
    expect((await served.call("POST", `${BASE}/items/1/approve`, { token: "" })).status).toBe(401);
    expect(JSON.stringify(everything(served))).toBe(before);
  });
});

/** Whether a random body happens to be valid. */
function isValid(text: string): boolean {
  try {
    const body = JSON.parse(text) as Record<string, unknown> | null;
    return (
      typeof body === "object" &&
      body !== null &&
      ("text" in body || "items" in body || "instructions" in body) &&
      Object.keys(body).length === 1 &&
      String(Object.values(body)[0]).length > 0 &&
      !/^\{"(items":\[(\{"id":1\})?\]|text":""|instructions":"")/.test(text)
    );
  } catch {
    return false;
  }
}
