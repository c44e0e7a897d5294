import type { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { ItemType } from "../../domain/platform.ts";
import { MarketplaceError } from "../../base/errors.ts";
import type { Call, HttpClient } from "../http.ts";
import { createEmbellisher, type Embellisher } from "../embellish.ts";
import type { Details, ItemRef, ListQuery, Marketplace, Page, PolledItem, RemoteAnswer } from "../marketplace.ts";
import { checkOzonAccess } from "./access.ts";
import { createOzonAnswers } from "./answers.ts";
import * as wire from "./wire.ts";
import { readPages } from "../pages.ts";
import { createProducts } from "../products.ts";
import type { Product } from "../products.ts";
import { loadOzonProducts } from "./products.ts";
import { ifFound, stateOf } from "../remote-state.ts";
import type { ToldWords } from "../../domain/buyer-words.ts";
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

/** One reading of a list: which of its items are looked up, and the look-ups that may fail. */
interface Run {
  withPhotos: boolean;
  isNew(externalId: string): boolean;
  isWanted(externalId: string): boolean;
  products: Embellisher;
  photos: Embellisher;
  names: Embellisher;
}

type OzonItem = wire.OzonElement["item"];

/** The Ozon adapter (reference: Ozon Seller API, `/v2/review/*`, `/v1/review/comment/*`, `/v1/question/*`). */
// oxlint-disable-next-line max-lines-per-function -- its functions share one account's connection
export function createOzon({ http, clock }: { http: HttpClient; clock: Clock }): Marketplace {
  const answers = createOzonAnswers(http, clock);
  const products = createProducts((skus, signal) => loadOzonProducts(http, skus, signal), clock);

  const answerTo = (itemType: ItemType, id: string, sku: string | null, signal: AbortSignal) =>
    itemType === "review" ? answers.toReview(id, signal) : answers.toQuestion(id, sku ?? "", signal);

  const info = (itemType: ItemType, id: string, signal: AbortSignal, onLeave?: () => void) => {
    const { infoPath: path, idField } = KINDS[itemType];
    return http.read({ method: "POST", path, body: { [idField]: id }, reply: wire.ozonInfo, onLeave }, signal);
  };

  async function* list(query: ListQuery, signal: AbortSignal): AsyncGenerator<Page> {
    const kind = KINDS[query.itemType];
    const sort = createSorter(kind.element, query);
    const run = startRun(query);
    for (const status of query.only === "answered" ? ["PROCESSED"] : kind.statuses) {
      for await (const { elements } of rawPages(kind, status, query.since, signal)) {
        const sorted = await sort(elements);
        const known = await find(sorted.found, run, signal);
        yield await completePage(sorted, (found) => complete(found, known, run, signal));
      }
    }
  }

  /** A question that waits at Ozon is listed without the seller's names too; every send asks for them again. */
  function listedAnswer({ itemType, externalId, sku }: OzonItem, run: Run, signal: AbortSignal) {
    if (itemType === "review") return answers.toReview(externalId, signal);
    if (sku === null) return Promise.resolve([]);
    const names = async () => (await run.names.ask((each) => answers.sellerNames(each), signal)) ?? [];
    return answers.toQuestion(externalId, sku ?? "", signal, names);
  }

  function startRun(query: Pick<ListQuery, "isKnown" | "isIncomplete" | "only">): Run {
    return {
      withPhotos: query.only !== "answered",
      isNew: (id) => !query.isKnown(id),
      isWanted: (id) => !query.isKnown(id) || query.isIncomplete?.(id) === true,
      products: createEmbellisher(clock),
      photos: createEmbellisher(clock),
      names: createEmbellisher(clock),
    };
  }

  function find(found: Found<wire.OzonElement>[], run: Run, signal: AbortSignal): Promise<Map<string, Product>> {
    const wanted = found.filter(({ element }) => run.isWanted(element.item.externalId));
    return products.find(
      wanted.flatMap(({ element }) => element.item.sku ?? []),
      signal,
      run.products,
    );
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
    run: Run,
    signal: AbortSignal,
  ): Promise<PolledItem> {
    const { itemType, externalId, sku } = item;
    // Buyers reply to each other too: a count alone does not prove an answer.
    const look = run.isNew(externalId) && replyCount !== 0;
    const [answer = null] = look ? await listedAnswer(item, run, signal) : [];
    if (!run.isWanted(externalId)) return { ...item, answer, raw };
    const product = known.get(sku ?? "");
    const shown =
      photoCount > 0 && run.withPhotos
        ? await run.photos.ask((each) => info(itemType, externalId, each), signal)
        : { photos: [], videos: [] };
    const incomplete = shown === undefined || (sku !== null && !products.isSettled(sku));
    const { name: productName = null, brand: brandName = null } = product ?? {};
    const photos = shown?.photos ?? [];
    const product_url = sku === null ? null : `https://www.ozon.ru/product/${sku}/`;
    const details = { videos: shown?.videos ?? [], product_photos: product?.photos ?? [], product_url };
    const article = product?.sku ?? null;
    const names = { sku: article ?? sku, foreignSku: article === null, productName, brandName };
    return { ...item, ...names, photos, details, answer, incomplete, raw };
  }

  async function lookUp(refs: readonly ItemRef[], signal: AbortSignal): Promise<Map<string, Details>> {
    const run = startRun({ isKnown: () => true, isIncomplete: () => true });
    const found = refs.flatMap(({ itemType, raw }) => {
      const parsed = KINDS[itemType].element.safeParse(raw);
      return parsed.success ? [{ raw, element: parsed.data }] : [];
    });
    const known = await find(found, run, signal);
    const { items } = await completePage({ found, quarantined: [] }, (one) => complete(one, known, run, signal));
    return new Map(items.map((item) => [item.externalId, item]));
  }

  return {
    platform: "ozon",
    list,
    lookUp,
    async read(ref, signal, onLeave) {
      const found = await ifFound(info(ref.itemType, ref.externalId, signal, onLeave));
      if (found === null) return { status: "gone" };
      const sku = wire.ozonSku.safeParse(ref.raw).data?.sku ?? null;
      // The answers of a question without a sku are shown to nobody, and none can be sent.
      const isBlind = ref.itemType === "question" && sku === null;
      const own = isBlind ? [] : await answerTo(ref.itemType, ref.externalId, sku, signal);
      return stateOf(own.length === 0 && found.status === "PROCESSED" ? [UNSEEN] : own, wordsIn(found));
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

/** Ozon has no pros and cons, and its questions have no stars. */
function wordsIn({ text, rating }: z.infer<typeof wire.ozonInfo>): ToldWords | null {
  if (text === null || text === undefined) return null;
  return { text, pros: null, cons: null, rating: rating ?? null, leftOut: ["pros", "cons"] };
}

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
