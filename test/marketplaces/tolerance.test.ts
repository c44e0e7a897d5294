import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ItemType, Platform } from "../../src/domain/platform.ts";
import { adapterAt } from "./accounts.ts";
import { listAll } from "./contract.ts";
import { DAY, NOW } from "./quick-clock.ts";
import { scriptedServer } from "./scripted-server.ts";

const at = new Date(NOW - DAY).toISOString();
const product = { nmId: 1, productName: "Кофе", supplierArticle: "A-1", brandName: "Flax" };

/** A valid element of each list. Its id is `good`, or 777 where ids are numbers. */
const GOOD: Record<
  Platform,
  Record<ItemType, { element: object; id: string; list: (elements: unknown[]) => object }>
> = {
  wb: {
    review: {
      element: {
        id: "good",
        text: "Да",
        pros: "",
        cons: "",
        productValuation: 5,
        createdDate: at,
        answer: null,
        photoLinks: [{ fullSize: "https://x/1" }],
        userName: "Аня",
        productDetails: product,
        state: "none",
      },
      id: "good",
      list: (feedbacks) => ({ data: { feedbacks }, error: false }),
    },
    question: {
      element: {
        id: "good",
        text: "Да?",
        createdDate: at,
        state: "suppliersPortalSynch",
        answer: null,
        productDetails: product,
      },
      id: "good",
      list: (questions) => ({ data: { questions }, error: false }),
    },
  },
  ozon: {
    review: {
      element: {
        id: "good",
        sku: 5,
        text: "Да",
        rating: 4,
        published_at: at,
        order_status: "DELIVERED",
        photos_amount: 0,
        comments_amount: 0,
        status: "NEW",
      },
      id: "good",
      list: (reviews) => ({ reviews, has_next: false, last_id: "" }),
    },
    question: {
      element: {
        id: "good",
        sku: 5,
        text: "Да?",
        author_name: "Аня",
        published_at: at,
        answers_count: 0,
        status: "NEW",
      },
      id: "good",
      list: (questions) => ({ questions, has_next: false, last_id: "" }),
    },
  },
  ym: {
    review: {
      element: {
        feedbackId: 777,
        createdAt: at,
        author: "Аня",
        needReaction: true,
        identifiers: { offerId: "A" },
        description: { comment: "Да", advantages: "+", disadvantages: "-" },
        media: { photos: ["https://x/1"] },
        statistics: { rating: 3, commentsCount: 0 },
      },
      id: "777",
      list: (feedbacks) => ({ status: "OK", result: { feedbacks, paging: {} } }),
    },
    question: {
      element: {
        questionIdentifiers: { id: 777, offerId: "A" },
        createdAt: at,
        text: "Да?",
        author: { type: "USER", name: "Аня" },
      },
      id: "777",
      list: (questions) => ({ status: "OK", result: { questions, paging: {}, totalCount: 1 } }),
    },
  },
};

const REMOVED = Symbol("removed");
const damage = fc.oneof(
  fc.constant(REMOVED),
  fc.constantFrom<unknown>(null, "", " ", 0, -1, 1e300, true, [], {}, [null], [{}], "Z", "9223372036854775807"),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The element with some of its fields, also nested ones, missing, null or of another kind. */
function damaged(element: object): fc.Arbitrary<unknown> {
  const paths = Object.entries(element).flatMap(([key, value]) => [
    [key],
    ...(typeof value === "object" && value !== null ? Object.keys(value as object).map((inner) => [key, inner]) : []),
  ]);
  const change = fc.tuple(fc.constantFrom(...paths), damage);
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = structuredClone(element) as Record<string, unknown>;
    for (const [path, value] of changes) {
      const owner = path.length === 1 ? copy : copy[path[0] ?? ""];
      if (typeof owner !== "object" || owner === null) continue;
      const key = path.at(-1) ?? "";
      if (value === REMOVED) delete (owner as Record<string, unknown>)[key];
      else (owner as Record<string, unknown>)[key] = value;
    }
    return copy;
  });
}

const KINDS = (["wb", "ozon", "ym"] as const).flatMap((platform) =>
  (["review", "question"] as const).map((itemType) => ({ platform, itemType })),
);

describe.each(KINDS)("$platform $itemType", ({ platform, itemType }) => {
  const { element, id, list } = GOOD[platform][itemType];

  /** A server with one list of these elements, where every look-up caused by a damaged element finds nothing. */
  async function listOf(elements: unknown[]) {
    await using server = await scriptedServer((request, response) => {
      const { pathname } = new URL(request.path, "http://x");
      const isList = /feedbacks$|questions$|review\/list|question\/list|goods-feedback$/.test(pathname);
      const nothing =
        platform === "wb"
          ? list([])
          : platform === "ym"
            ? { status: "OK", result: { comments: [], answers: [], offerMappings: [] } }
            : {};
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(isList ? list(elements) : nothing));
    });
    await using adapter = adapterAt(platform, server.url);
    return await listAll(adapter.marketplace, itemType);
  }

  it("malformed elements neither throw nor lose the other elements", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(damaged(element), fc.jsonValue()), { maxLength: 5 }), async (strange) => {
        const { items, quarantined } = await listOf([...strange, element]);
        expect(items.length + quarantined.length).toBeGreaterThan(0);
        // A damaged element may come first and carry the id of the good one.
        expect(items.some(({ externalId }) => externalId === id)).toBe(true);
        for (const item of items) {
          expect(item.externalId).toMatch(/\S/);
          expect(Number.isFinite(item.createdAt)).toBe(true);
          expect(item.rating === null || [1, 2, 3, 4, 5].includes(item.rating)).toBe(true);
        }
        for (const { reason } of quarantined) expect(reason).toMatch(/\S/);
      }),
      { numRuns: 40 },
    );
  });

  it("elements that lack only optional details are kept", async () => {
    const needed = new Set([
      "id",
      "feedbackId",
      "questionIdentifiers",
      "createdDate",
      "published_at",
      "createdAt",
      "text",
      "sku",
    ]);
    const bare = Object.fromEntries(Object.entries(element).filter(([key]) => needed.has(key)));
    const { items, quarantined } = await listOf([bare]);
    expect(quarantined).toEqual([]);
    expect(items).toMatchObject([{ externalId: id, clientName: null, photos: [], answer: null, rating: null }]);
  });

  it.each([
    ["nested a hundred thousand levels deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "nested deeper"],
    ["longer than any buyer writes", JSON.stringify("я".repeat(100_001)), "characters, more than 50000"],
    ["a list without end", JSON.stringify(Array(200_000).fill("x")), "characters, more than 50000"],
  ])(
    "an element in which something is %s is set aside with its beginning, and the others are kept",
    async (_, odd, why) => {
      const monster = { ...element, unused: "MONSTER" };
      await using server = await scriptedServer((request, response) => {
        const { pathname } = new URL(request.path, "http://x");
        const isList = /feedbacks$|questions$|review\/list|question\/list|goods-feedback$/.test(pathname);
        const page = JSON.stringify(isList ? list([monster, element]) : list([]));
        response.writeHead(200, { "content-type": "application/json" }).end(page.replace('"MONSTER"', odd));
      });
      await using adapter = adapterAt(platform, server.url);
      const { items, quarantined } = await listAll(adapter.marketplace, itemType);
      expect(items.map(({ externalId }) => externalId)).toContain(id);
      expect(quarantined.length).toBeGreaterThan(0);
      for (const { raw, reason } of quarantined) {
        expect(reason).toContain(why);
        expect(JSON.stringify(raw).length).toBeLessThan(10_000);
      }
    },
  );

  it("an element without a readable time is set aside as it was received", async () => {
    const broken = { ...element, createdDate: "вчера", published_at: "вчера", createdAt: "вчера" };
    const { items, quarantined } = await listOf([broken, element]);
    expect(items).toHaveLength(1);
    expect(quarantined[0]).toMatchObject({ raw: broken, reason: expect.stringContaining("expected a date and time") });
  });
});

it("an unreadable WB answer is not taken for a missing one", async () => {
  await using server = await scriptedServer((request, response) => {
    const { element, list } = GOOD.wb.review;
    const isArchive = request.path.includes("/archive");
    response.end(JSON.stringify(list(isArchive ? [] : [{ ...element, answer: "Спасибо!" }])));
  });
  await using adapter = adapterAt("wb", server.url);
  const { items, quarantined } = await listAll(adapter.marketplace, "review");
  expect(items).toEqual([]);
  expect(quarantined).toMatchObject([{ reason: expect.stringContaining("answer") }, {}]);
});
