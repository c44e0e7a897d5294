import type { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { ItemType } from "../../domain/platform.ts";
import { MarketplaceError } from "../../base/errors.ts";
import type { Call, HttpClient } from "../http.ts";
import type { ItemRef, ListQuery, Marketplace, Page, PolledItem, RemoteAnswer } from "../marketplace.ts";
import { checkOzonAccess } from "./access.ts";
import { createOzonAnswers } from "./answers.ts";
import * as wire from "./wire.ts";
import { readPages } from "../pages.ts";
import { createProducts } from "../products.ts";
import type { Product } from "../products.ts";
import { ifFound, stateOf } from "../remote-state.ts";
import { completePage, createSorter } from "../sort-out.ts";
import type { Found } from "../sort-out.ts";

/** How reviews and questions differ at Ozon. */
interface Kind {
  listPath: string;
  infoPath: string;
  idField: "review_id" | "question_id";
  /** Passes over the list; together they are what nobody has answered. */
  statuses: string[];
  filter(status: string, since: string): object;
  page: z.ZodType<wire.OzonPage>;
  element: z.ZodType<wire.OzonElement>;
}

const KINDS: Record<ItemType, Kind> = {
  review: {
    listPath: "/v2/review/list",
    infoPath: "/v2/review/info",
    idField: "review_id",
    // Viewed means that somebody has opened the review in the cabinet without answering.
    statuses: ["NEW", "VIEWED"],
    filter: (status, published_from) => ({ filters: { status, published_from } }),
    page: wire.ozonReviews,
    element: wire.ozonReview,
  },
  question: {
    listPath: "/v1/question/list",
    infoPath: "/v1/question/info",
    idField: "question_id",
    statuses: ["UNPROCESSED"],
    filter: (status, date_from) => ({ filter: { status, date_from } }),
    page: wire.ozonQuestions,
    element: wire.ozonQuestion,
  },
};

const PAGE_SIZE = 100;

/** The Ozon adapter (reference: Ozon Seller API, `/v2/review/*`, `/v1/review/comment/*`, `/v1/question/*`). */
// oxlint-disable-next-line max-lines-per-function -- its functions share one account's connection
export function createOzon({ http, clock }: { http: HttpClient; clock: Clock }): Marketplace {
  const answers = createOzonAnswers(http, clock);
  const products = createProducts((skus, signal) => loadProducts(http, skus, signal), clock);

  const answerTo = (itemType: ItemType, id: string, sku: string | null, signal: AbortSignal) =>
    itemType === "review" ? answers.toReview(id, signal) : answers.toQuestion(id, sku ?? "", signal);

  const info = (itemType: ItemType, id: string, signal: AbortSignal) => {
    const { infoPath: path, idField } = KINDS[itemType];
    return http.read({ method: "POST", path, body: { [idField]: id }, reply: wire.ozonInfo }, signal);
  };

  async function* list(query: ListQuery, signal: AbortSignal): AsyncGenerator<Page> {
    const kind = KINDS[query.itemType];
    const sort = createSorter(kind.element, query);
    for (const status of kind.statuses) {
      for await (const { elements } of rawPages(kind, status, query.since, signal)) {
        const sorted = sort(elements);
        const fresh = sorted.found.filter(({ element }) => !query.isKnown(element.item.externalId));
        const known = await products.find(
          fresh.flatMap(({ element }) => element.item.sku ?? []),
          signal,
        );
        yield await completePage(sorted, (found) => complete(found, known, query, signal));
      }
    }
  }

  function rawPages(kind: Kind, status: string, since: number, signal: AbortSignal) {
    // The query starts a millisecond earlier, because the bound itself may be excluded.
    const filter = kind.filter(status, new Date(since - 1).toISOString());
    const readPage = (last_id: string) => {
      const body = { ...filter, limit: PAGE_SIZE, last_id, sort_dir: "ASC" };
      return http.read({ method: "POST", path: kind.listPath, body, reply: kind.page }, signal);
    };
    return readPages({
      read: readPage,
      elements: (page) => page.elements,
      next: (page) => (page.has_next === true ? (page.last_id ?? "") : undefined),
    });
  }

  async function complete(
    { raw, element: { item, photoCount, replyCount } }: Found<wire.OzonElement>,
    known: Map<string, Product>,
    query: ListQuery,
    signal: AbortSignal,
  ): Promise<PolledItem> {
    const { itemType, externalId, sku } = item;
    const product = known.get(sku ?? "");
    const isFresh = !query.isKnown(externalId);
    const photos = isFresh && (photoCount ?? 0) > 0 ? (await info(itemType, externalId, signal)).photos : [];
    // Buyers reply to each other too: a count alone does not prove an answer.
    const answer = isFresh && replyCount !== 0 ? await answerTo(itemType, externalId, sku, signal) : null;
    const { name: productName = null, brand: brandName = null } = product ?? {};
    return { ...item, sku: product?.sku ?? sku, productName, brandName, photos, answer, raw };
  }

  return {
    platform: "ozon",
    list,
    async read(ref, signal) {
      const found = await ifFound(info(ref.itemType, ref.externalId, signal));
      if (found === null) return { status: "gone" };
      const sku = ref.itemType === "question" ? skuOf(ref) : null;
      const own = await answerTo(ref.itemType, ref.externalId, sku, signal);
      const buyer = ref.itemType === "review" ? { text: found.text, rating: found.rating } : { text: found.text };
      return stateOf(own ?? (found.status === "PROCESSED" ? UNSEEN : null), buyer);
    },
    async publish(ref, text, signal, { earlier, ...sending }) {
      if (earlier?.final) throw cannotEdit(ref);
      const { comment_id, answer_id } = await http.send(answering(ref, text), signal, sending);
      return { remoteId: comment_id ?? answer_id };
    },
    reserve: (ref, signal) => http.reserve(answering(ref, ""), signal),
    checkAccess: (signal) => checkOzonAccess(http, answers, clock, signal),
  };
}

/**
 * The item is marked as processed, which happens by hand or with an answer, but no answer is shown: comments are
 * listed only after moderation.
 */
const UNSEEN: RemoteAnswer = { text: "", remoteId: null, moderation: "pending", final: true };

function cannotEdit({ externalId }: ItemRef): MarketplaceError {
  return new MarketplaceError(`Ozon cannot change an answer that is there (${externalId})`, {
    code: "marketplace.cannot_edit",
    hint: "Delete the answer in the Ozon cabinet, then approve this one again.",
  });
}

type Created = z.infer<typeof wire.ozonCreated>;

function answering(ref: ItemRef, text: string): Call<Created> {
  const call = { method: "POST" as const, reply: wire.ozonCreated };
  if (ref.itemType === "review") {
    const body = { review_id: ref.externalId, text, mark_review_as_processed: true };
    return { ...call, path: "/v1/review/comment/create", body };
  }
  const body = { question_id: ref.externalId, sku: Number(skuOf(ref)), text };
  return { ...call, path: "/v1/question/answer/create", body };
}

function skuOf({ externalId, raw }: ItemRef): string {
  const parsed = wire.ozonSku.safeParse(raw);
  if (parsed.success) return parsed.data.sku;
  throw new MarketplaceError(`the stored object of Ozon question ${externalId} has no sku, which an answer needs`, {
    code: "marketplace.no_sku",
    hint: "Answer it in the Ozon cabinet.",
  });
}

async function loadProducts(http: HttpClient, skus: string[], signal: AbortSignal): Promise<Map<string, Product>> {
  const named = await http.read(
    { method: "POST", path: "/v3/product/info/list", body: { sku: skus }, reply: wire.ozonProducts },
    signal,
  );
  const filter = { sku: skus, visibility: "ALL" };
  const branded = await http.read(
    {
      method: "POST",
      path: "/v4/product/info/attributes",
      body: { filter, limit: 1000, sort_dir: "ASC" },
      reply: wire.ozonAttributes,
    },
    signal,
  );
  return wire.ozonProductsBySku(named, branded);
}
