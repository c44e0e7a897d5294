import type { z } from "zod";
import { DAY_MS, type Clock } from "../../base/clock.ts";
import type { ItemType } from "../../domain/platform.ts";
import type { Call, HttpClient } from "../http.ts";
import { createEmbellisher, type Embellisher } from "../embellish.ts";
import type { Details, ItemRef, ListQuery, Marketplace, Page, RemoteAnswer } from "../marketplace.ts";
import { readPages } from "../pages.ts";
import { createProducts, type Product } from "../products.ts";
import { bestFirst, ifFound, stateOf, wordsOf } from "../remote-state.ts";
import { completePage, createSorter } from "../sort-out.ts";
import type { Found, Sorted } from "../sort-out.ts";
import { checkYmAccess } from "./access.ts";
import { questionWindows, reviewWindows } from "./windows.ts";
import * as wire from "./wire.ts";

/** What the Yandex Market adapter works with. */
export interface YmOptions {
  http: HttpClient;
  clock: Clock;
  /** Id of the cabinet. */
  businessId: number;
}

const PAGE_SIZE = 50;

/** The Yandex Market adapter (reference: Yandex Market Partner API, `goods-feedback`, `goods-questions`). */
// oxlint-disable-next-line max-lines-per-function -- its functions share one account's connection
export function createYm({ http, clock, businessId }: YmOptions): Marketplace {
  const reviewsPath = `/v2/businesses/${businessId}/goods-feedback`;
  const questionsPath = `/v1/businesses/${businessId}/goods-questions`;

  function post<T>(path: string, body: object, reply: z.ZodType<T>): Call<T> {
    return { method: "POST", path, body, reply };
  }

  const products = createProducts(
    (offerIds, signal) =>
      http.read(post(`/v2/businesses/${businessId}/offer-mappings`, { offerIds }, wire.ymProducts), signal),
    clock,
  );

  function pages<E>(path: string, body: object, reply: z.ZodType<wire.YmPage<E>>, signal: AbortSignal) {
    const readPage = (token: string) => {
      const query = { limit: PAGE_SIZE, pageToken: token || undefined };
      return http.read({ ...post(path, body, reply), query }, signal);
    };
    return readPages({ read: readPage, elements: (page) => page.elements, next: (page) => page.next });
  }

  async function ownAnswers(itemType: ItemType, id: string, signal: AbortSignal): Promise<RemoteAnswer[]> {
    const replies =
      itemType === "review"
        ? pages(`${reviewsPath}/comments`, { feedbackId: Number(id) }, wire.ymComments, signal)
        : pages(`${questionsPath}/answers`, { questionId: Number(id) }, wire.ymAnswers, signal);
    const own: RemoteAnswer[] = [];
    for await (const { elements } of replies) own.push(...elements.flatMap((reply) => wire.ymOwnAnswer(reply) ?? []));
    return bestFirst(own);
  }

  /** The element itself: only the list by ids tells a deleted one from one without replies. Null when it is gone. */
  async function elementOf(
    itemType: ItemType,
    id: string,
    signal: AbortSignal,
    onLeave?: () => void,
  ): Promise<wire.YmElement | null> {
    const [call, form] =
      itemType === "review"
        ? ([post(reviewsPath, { feedbackIds: [Number(id)] }, wire.ymReviews), wire.ymReview] as const)
        : ([post(questionsPath, { questionIds: [Number(id)] }, wire.ymQuestions), wire.ymQuestion] as const);
    const { elements } = await http.read({ ...call, onLeave }, signal);
    return elements.length === 0 ? null : form.parse(elements[0]);
  }

  /** A comment id makes the call edit that comment; without an id every call creates another comment. */
  function commenting(feedbackId: number, text: string, earlier?: RemoteAnswer): Call<string | null> {
    const comment = { text, ...(earlier && { id: Number(earlier.remoteId) }) };
    return post(`${reviewsPath}/comments/update`, { feedbackId, comment }, wire.ymCommented);
  }

  function answering(questionId: number, text: string, earlier?: RemoteAnswer): Call<string | null> {
    const body = earlier
      ? { operationType: "UPDATE", entityId: { id: Number(earlier.remoteId), type: "ANSWER" }, text }
      : { operationType: "CREATE", parentEntityId: { id: questionId, type: "QUESTION" }, text };
    return post(`${questionsPath}/update`, body, wire.ymAnswered);
  }

  async function* reviewPages(query: ListQuery, signal: AbortSignal): AsyncGenerator<Page> {
    const sort = createSorter(wire.ymReview, query);
    const run = createEmbellisher(clock);
    for (const [at, { from, to }] of reviewWindows(query.since, clock.now()).entries()) {
      if (at > 0 && isStillToCome(from, query.since)) return;
      // NEED_REACTION is not used, because it means "unread" and is cleared when a manager merely opens a review.
      const body = { reactionStatus: "ALL", dateTimeFrom: from, dateTimeTo: to };
      for await (const { elements } of pages(reviewsPath, body, wire.ymReviews, signal)) {
        yield await complete(await sort(elements), ({ replyCount }) => replyCount !== 0, { query, run }, signal);
      }
    }
  }

  async function* questionPages(query: ListQuery, signal: AbortSignal): AsyncGenerator<Page> {
    const sort = createSorter(wire.ymQuestion, query);
    const run = createEmbellisher(clock);
    for (const [at, { from, to }] of questionWindows(query.since, clock.now()).entries()) {
      if (at > 0 && isStillToCome(from, query.since)) return;
      const body = { dateFrom: from, dateTo: to, sort: "CREATED_AT_ASC" };
      const waiting = await idsWaiting(body, signal);
      for await (const { elements } of pages(questionsPath, { ...body, needAnswer: false }, wire.ymQuestions, signal)) {
        yield await complete(await sort(elements), ({ item }) => !waiting.has(item.externalId), { query, run }, signal);
      }
    }
  }

  /**
   * Whether a part of the time begins after the marketplace's now. A clock of ours that is years ahead would spend an hour's
   * requests on parts that have not been; the parts before have shown how late it is there. A Date before the time that is
   * asked about is no clock's, as of a proxy that repeats an old reply, and ends nothing.
   */
  function isStillToCome(from: string, since: number): boolean {
    const { clockSkewMs } = http.observed();
    if (clockSkewMs === null) return false;
    const there = clock.now() + clockSkewMs;
    return there >= since && Date.parse(from) > there + DAY_MS;
  }

  /** The list does not say whether a question is answered, but a question that waits for an answer needs no look-up. */
  async function idsWaiting(body: object, signal: AbortSignal): Promise<Set<string>> {
    const ids = new Set<string>();
    for await (const { elements } of pages(questionsPath, { ...body, needAnswer: true }, wire.ymQuestions, signal)) {
      for (const element of elements) ids.add(wire.ymQuestion.safeParse(element).data?.item.externalId ?? "");
    }
    return ids;
  }

  async function complete(
    sorted: Sorted<wire.YmElement>,
    mayBeAnswered: (element: wire.YmElement) => boolean,
    { query, run }: { query: ListQuery; run: Embellisher },
    signal: AbortSignal,
  ): Promise<Page> {
    const isWanted = (id: string): boolean => !query.isKnown(id) || query.isIncomplete?.(id) === true;
    const wanted = sorted.found.filter(({ element }) => isWanted(element.item.externalId));
    const known = await find(wanted, run, signal);
    return completePage(sorted, async ({ raw, element }) => {
      const { item } = element;
      const look = mayBeAnswered(element) && !query.isKnown(item.externalId);
      const [answer = null] = look ? await ownAnswers(item.itemType, item.externalId, signal) : [];
      return { ...item, ...(isWanted(item.externalId) && detailsOf(item, known)), answer, raw };
    });
  }

  function find(found: Found<wire.YmElement>[], run: Embellisher, signal: AbortSignal): Promise<Map<string, Product>> {
    return products.find(
      found.flatMap(({ element }) => element.item.sku ?? []),
      signal,
      run,
    );
  }

  function detailsOf({ sku, details }: wire.YmElement["item"], known: Map<string, Product>) {
    const { name: productName = null, brand: brandName = null, photos = [] } = known.get(sku ?? "") ?? {};
    const incomplete = sku !== null && !products.isSettled(sku);
    return { productName, brandName, details: { ...details, product_photos: photos }, incomplete };
  }

  async function lookUp(refs: readonly ItemRef[], signal: AbortSignal): Promise<Map<string, Details>> {
    const found = refs.flatMap(({ itemType, raw }) => {
      const parsed = (itemType === "review" ? wire.ymReview : wire.ymQuestion).safeParse(raw);
      return parsed.success ? [{ raw, element: parsed.data }] : [];
    });
    const known = await find(found, createEmbellisher(clock), signal);
    return new Map(found.map(({ element: { item } }) => [item.externalId, { ...item, ...detailsOf(item, known) }]));
  }

  return {
    platform: "ym",
    list: (query, signal) => (query.itemType === "review" ? reviewPages(query, signal) : questionPages(query, signal)),
    lookUp,
    async read({ itemType, externalId }, signal, onLeave) {
      const element = await ifFound(elementOf(itemType, externalId, signal, onLeave));
      if (element === null) return { status: "gone" };
      const own = await ifFound(ownAnswers(itemType, externalId, signal));
      return own === null ? { status: "gone" } : stateOf(own, wordsOf(element.item));
    },
    async publish({ itemType, externalId }, text, signal, { earlier, ...sending }) {
      const id = Number(externalId);
      if (itemType === "review") {
        const call = commenting(id, text, earlier);
        return { remoteId: await http.send(call, signal, sending) };
      }
      const call = answering(id, text, earlier);
      const created = await http.send(call, signal, sending);
      return { remoteId: earlier?.remoteId ?? created };
    },
    reserve: ({ itemType, externalId }, signal) =>
      http.reserve(
        itemType === "review" ? commenting(Number(externalId), "") : answering(Number(externalId), ""),
        signal,
      ),
    checkAccess: (signal) => checkYmAccess(http, businessId, signal),
  };
}
