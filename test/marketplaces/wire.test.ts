import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import type { Platform } from "../../src/domain/platform.ts";
import { ozonDialect, wbDialect, ymDialect } from "../../src/marketplaces/dialects.ts";
import * as ozon from "../../src/marketplaces/ozon/wire.ts";
import * as wb from "../../src/marketplaces/wb/wire.ts";
import { parseTime, wireId, wireRating } from "../../src/marketplaces/wire-fields.ts";
import * as ym from "../../src/marketplaces/ym/wire.ts";
import { z as zod } from "zod";
import { loadContract } from "../support/contract.ts";
import type { Node } from "../support/contract.ts";

describe("a time on the wire", () => {
  it.each([
    ["2024-09-26T10:20:48+03:00", "2024-09-26T07:20:48.000Z"],
    ["2022-02-01T11:18:08.769513469Z", "2022-02-01T11:18:08.769Z"],
    ["2026-07-14T09:12:44.123+03:00", "2026-07-14T06:12:44.123Z"],
    ["2024-08-14T12:02:01.889Z", "2024-08-14T12:02:01.889Z"],
    ["2024-08-14 12:02:01", "2024-08-14T12:02:01.000Z"],
    ["2024-08-14T12:02", "2024-08-14T12:02:00.000Z"],
    ["2024-08-14T12:02:01.5+0530", "2024-08-14T06:32:01.500Z"],
    ["2024-08-14T12:02:01-03", "2024-08-14T15:02:01.000Z"],
  ])("%s is understood", (text, iso) => {
    expect(new Date(parseTime(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each(["", "вчера", "2024-13-01T00:00:00Z", "2024-08-14", "1723636921", "2024-08-14T25:00:00Z"])(
    "%j is none",
    (text) => {
      expect(parseTime(text)).toBeNull();
    },
  );

  it("is read back exactly, in every zone", () => {
    const moment = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(moment, fc.integer({ min: -12 * 60, max: 14 * 60 }), (at, offset) => {
        const local = new Date(at + offset * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
          String(n).padStart(2, "0"),
        );
        expect(parseTime(`${local}${offset < 0 ? "-" : "+"}${hours}:${minutes}`)).toBe(at);
      }),
    );
  });
});

describe("an id", () => {
  it("becomes text, whatever its type on the wire", () => {
    expect(wireId.parse(646399170)).toBe("646399170");
    expect(wireId.parse(" 0192-a ")).toBe("0192-a");
  });
  it("that lost digits in JSON is refused", () => {
    expect(wireId.safeParse(JSON.parse("9223372036854775807")).success).toBe(false);
  });
});

it("a rating outside 1 to 5 is read as no rating", () => {
  expect([1, 5, "4", 0, 6, 4.5, null, undefined, true, [5]].map((value) => wireRating.parse(value))).toEqual([
    1,
    5,
    4,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

/** The schema that reads the success of each operation the adapters call. */
const SCHEMAS: Record<Platform, Record<string, z.ZodType>> = {
  wb: {
    "GET /api/v1/seller-info": wb.wbSeller,
    "GET /api/v1/feedbacks": wb.wbReviews.pipe(zod.array(wb.wbReview).min(1)),
    "GET /api/v1/feedback": zod.object({ data: wb.wbReview }),
    "GET /api/v1/questions": wb.wbQuestions.pipe(zod.array(wb.wbQuestion).min(1)),
    "GET /api/v1/question": zod.object({ data: wb.wbQuestion }),
  },
  ozon: {
    "POST /v2/review/list": ozon.ozonReviews
      .transform(({ elements }) => elements)
      .pipe(zod.array(ozon.ozonReview).min(1)),
    "POST /v2/review/info": ozon.ozonInfo,
    "POST /v1/review/comment/create": ozon.ozonCreated,
    "POST /v1/review/comment/list": ozon.ozonComments,
    "POST /v1/question/list": ozon.ozonQuestions
      .transform(({ elements }) => elements)
      .pipe(zod.array(ozon.ozonQuestion).min(1)),
    "POST /v1/question/info": ozon.ozonInfo,
    "POST /v1/question/answer/create": ozon.ozonCreated,
    "POST /v1/question/answer/list": ozon.ozonAnswers,
    "POST /v3/product/info/list": ozon.ozonProducts,
    "POST /v4/product/info/attributes": ozon.ozonAttributes,
    "POST /v1/roles": ozon.ozonRoles,
    "POST /v1/seller/info": ozon.ozonSeller,
  },
  ym: {
    "GET /v2/campaigns": ym.ymShops,
    "POST /v2/auth/token": ym.ymToken,
    "POST /v2/businesses/{businessId}/goods-feedback": ym.ymReviews
      .transform(({ elements }) => elements)
      .pipe(zod.array(ym.ymReview).min(1)),
    "POST /v2/businesses/{businessId}/goods-feedback/comments": ym.ymComments,
    "POST /v2/businesses/{businessId}/goods-feedback/comments/update": ym.ymCommented,
    "POST /v1/businesses/{businessId}/goods-questions": ym.ymQuestions
      .transform(({ elements }) => elements)
      .pipe(zod.array(ym.ymQuestion).min(1)),
    "POST /v1/businesses/{businessId}/goods-questions/answers": ym.ymAnswers,
    "POST /v1/businesses/{businessId}/goods-questions/update": ym.ymAnswered,
    "POST /v2/businesses/{businessId}/offer-mappings": ym.ymProducts,
  },
};
const DIALECTS = { wb: wbDialect, ozon: ozonDialect, ym: ymDialect };

/** Every example of a response in a marketplace's description. */
function responseExamples(platform: Platform): { operation: string; status: string; example: unknown }[] {
  const { document } = loadContract(platform);
  const follow = (node: Node): Node =>
    typeof node.$ref === "string"
      ? follow(
          node.$ref
            .slice(2)
            .split("/")
            .reduce((at, key) => at[key] as Node, document),
        )
      : node;
  const entries = (node: unknown) => Object.entries((node ?? {}) as Record<string, Node>);
  return entries(document.paths).flatMap(([path, item]) =>
    entries(item).flatMap(([method, operation]) =>
      entries(operation.responses).flatMap(([status, response]) =>
        entries(follow(response).content).flatMap(([, content]) => {
          const named = entries(content.examples).map(([, example]) => follow(example).value);
          const all = content.example === undefined ? named : [content.example, ...named];
          return all.map((example) => ({ operation: `${method.toUpperCase()} ${path}`, status, example }));
        }),
      ),
    ),
  );
}

describe.each<Platform>(["wb", "ozon", "ym"])("the official examples of %s", (platform) => {
  const examples = responseExamples(platform);

  it("are all read by the schema of their operation", () => {
    const read = new Set<string>();
    for (const { operation, status, example } of examples) {
      const schema = SCHEMAS[platform][operation];
      if (status !== "200" || schema === undefined) continue;
      expect(DIALECTS[platform].errorText(example), operation).toBeNull();
      expect(() => schema.parse(example), operation).not.toThrow();
      read.add(operation);
    }
    expect([...read].sort()).toEqual(Object.keys(SCHEMAS[platform]).sort());
  });

  it("include error replies whose text is always found", () => {
    const errors = examples.filter(({ status }) => !status.startsWith("2"));
    expect(errors.length).toBeGreaterThan(10);
    for (const { operation, status, example } of errors) {
      expect(DIALECTS[platform].errorText(example), `${operation} ${status}`).toMatch(/\S/);
    }
  });
});

describe("what an example becomes", () => {
  const first = (platform: Platform, operation: string) =>
    responseExamples(platform).find((one) => one.operation === operation && one.status === "200")?.example as Node;

  it("at Wildberries", () => {
    const { item } = wb.wbReview.parse((first("wb", "GET /api/v1/feedback") as { data: unknown }).data);
    expect(item).toEqual({
      itemType: "review",
      externalId: "YX52RZEBhH9mrcYdEJuD",
      sku: "DP02/черный",
      productName: "ВАЗ",
      brandName: "Бест Трикотаж",
      clientName: "Николай",
      text: "Спасибо, всё подошло",
      pros: "Удобный",
      cons: "Нет",
      rating: 5,
      photos: [
        "https://feedback04.wbbasket.ru/vol1333/part133337/123456789/photos/fs.webp",
        "https://feedback04.wbbasket.ru/vol1508/part150887/123456789/photos/fs.webp",
        "https://feedback04.wbbasket.ru/vol1486/part148682/123456789/photos/fs.webp",
      ],
      createdAt: Date.parse("2024-09-26T07:20:48Z"),
      orderCancelled: true,
      orderStatus: "returned",
      details: {
        color: "colorless",
        product_url: "https://www.wildberries.ru/catalog/987654321/detail.aspx",
        size: "0",
        videos: ["https://videofeedback01.wbbasket.ru/8defc853-7f62-4d6d-b236-8a16cfb63128/index.m3u8"],
      },
      answer: { text: "Пожалуйста. Ждём вас снова!", remoteId: null, moderation: "live", final: true },
    });
  });

  it("at Ozon, where several skus are one product", () => {
    const products = ozon.ozonProductsBySku(
      ozon.ozonProducts.parse({
        items: [{ id: 7, name: "Плёнка", offer_id: "21470", sku: 1, sources: [{ sku: 1 }, { sku: "2" }, null] }, "odd"],
      }),
      ozon.ozonAttributes.parse({
        result: [{ id: "7", attributes: [{ id: 9048 }, { id: 85, values: [{ value: "Flax" }] }] }],
      }),
    );
    const product = { sku: "21470", name: "Плёнка", brand: "Flax" };
    expect([...products]).toEqual([
      ["1", product],
      ["2", product],
    ]);
  });

  it("at Yandex Market, with stars alone", () => {
    const { result } = first("ym", "POST /v2/businesses/{businessId}/goods-feedback") as {
      result: { feedbacks: unknown[] };
    };
    expect(ym.ymReview.parse(result.feedbacks[1]).item).toMatchObject({
      externalId: "187654322",
      sku: "CF-1000-BRZ",
      text: "",
      pros: null,
      rating: 5,
      photos: [],
    });
  });
});

describe("the author of an answer", () => {
  const comment = {
    id: "c1",
    text: "Спасибо",
    is_owner: true,
    is_published: true,
    is_rejected: false,
    parent_comment_id: null,
  };
  it.each([
    [{}, "live"],
    [{ is_published: false }, "pending"],
    [{ is_published: false, is_rejected: true }, "rejected"],
    [{ is_owner: false }, undefined],
    [{ parent_comment_id: "c0" }, undefined],
  ])("an Ozon comment with %j is %s", (change, moderation) => {
    expect(ozon.ozonCommentAnswer({ ...comment, ...change })?.moderation).toBe(moderation);
  });

  it.each([
    ["Охана Маркет", "PUBLISHED", "live"],
    ["ОХАНА МАРКЕТ", "AWAITING_MODERATION", "pending"],
    ["Охана Маркет", "DUPLICATE", "rejected"],
    ["Пользователь OZON", "PUBLISHED", undefined],
    // The seller sees no unpublished answers but their own.
    ["Имя продавца изменилось", "AWAITING_MODERATION", "pending"],
    ["Имя продавца изменилось", "MODERATION_FAILED", "rejected"],
  ])("an Ozon answer of %s that is %s is %s", (author_name, status_publication, moderation) => {
    const answer = { id: "a1", text: "Да", author_name, status_publication };
    expect(ozon.ozonQuestionAnswer(answer, ["Охана Маркет", "ООО «Охана»"])?.moderation).toBe(moderation);
  });

  it.each([
    ["BUSINESS", null, "PUBLISHED", "live"],
    ["BRAND", null, "UNMODERATED", "pending"],
    ["BUSINESS", null, "BANNED", "rejected"],
    ["BUSINESS", null, "DELETED", undefined],
    ["BUSINESS", "5", "PUBLISHED", undefined],
    ["USER", null, "PUBLISHED", undefined],
  ])("a Yandex Market comment of %s under %s that is %s is %s", (type, parentId, status, moderation) => {
    expect(ym.ymOwnAnswer({ id: "1", text: "Да", author: { type }, parentId, status })?.moderation).toBe(moderation);
  });
});
