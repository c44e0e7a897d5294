import { z } from "zod";
import { DAY_MS, type Clock } from "../../base/clock.ts";
import type { ItemType } from "../../domain/platform.ts";
import { AuthError, MarketplaceError } from "../../base/errors.ts";
import { expiryWarnings } from "../expiry.ts";
import type { Call, HttpClient } from "../http.ts";
import { createEmbellisher } from "../embellish.ts";
import type { Details, ItemRef, ListQuery, Marketplace, Page } from "../marketplace.ts";
import { noticesRepetition } from "../pages.ts";
import { ifFound, stateOf, wordsOf } from "../remote-state.ts";
import { createSorter } from "../sort-out.ts";
import type { WbToken } from "../../domain/wb-token.ts";
import { parseTime } from "../wire-fields.ts";
import { wbQuestion, wbQuestions, wbReview, wbReviews, wbSeller } from "./wire.ts";
import type { WbElement } from "./wire.ts";

/** What the Wildberries adapter works with. */
export interface WbOptions {
  http: HttpClient;
  clock: Clock;
  token: WbToken;
  /** The address of `/api/v1/seller-info`: another host than that of reviews and questions. */
  sellerInfoUrl: string;
}

/** How reviews and questions differ at WB. */
interface Kind {
  listPath: string;
  onePath: string;
  elements: z.ZodType<unknown[]>;
  element: z.ZodType<WbElement>;
  /** Largest `skip + take` that is served. */
  deepest: number;
  /** @param again in place of an answer that is there: once, within 60 days */
  answering(id: string, text: string, again: boolean): Call<unknown>;
}

/** WB serves 5,000, but the text of so many takes a tenth of a small server's memory. */
const TAKE = 1000;
const LOOKUPS = 5;
/** Most polls want the archive of a day or two, of which a smaller page is enough. */
const ARCHIVE_TAKE = 500;
const FEW_DAYS_MS = 3 * DAY_MS;

const KINDS: Record<ItemType, Kind> = {
  review: {
    listPath: "/api/v1/feedbacks",
    onePath: "/api/v1/feedback",
    elements: wbReviews,
    element: wbReview,
    deepest: 199_990 + TAKE,
    answering: (id, text, again) => ({
      method: again ? "PATCH" : "POST",
      path: "/api/v1/feedbacks/answer",
      body: { id, text },
      // 204 without a body.
      reply: z.unknown(),
    }),
  },
  question: {
    listPath: "/api/v1/questions",
    onePath: "/api/v1/question",
    elements: wbQuestions,
    element: wbQuestion,
    deepest: 10_000,
    answering: (id, text) => ({
      method: "PATCH",
      path: "/api/v1/questions",
      // The state "none" would reject the question in the seller's name.
      body: { id, answer: { text }, state: "wbRu" },
      reply: z.unknown(),
    }),
  },
};

/** The Wildberries adapter (reference: WB API, "Customer communication"). */
// oxlint-disable-next-line max-lines-per-function -- its functions share one account's connection
export function createWb({ http, clock, token, sellerInfoUrl }: WbOptions): Marketplace {
  async function* list(query: ListQuery, signal: AbortSignal): AsyncGenerator<Page> {
    const kind = KINDS[query.itemType];
    const sort = createSorter(kind.element, query);
    const pageOf = async (raws: unknown[]): Promise<Page> => {
      const { found, ...rest } = await sort(raws);
      const wanted = found.filter(({ element }) => !element.withdrawn);
      return { ...rest, items: wanted.map(({ raw, element }) => ({ ...element.item, raw })) };
    };
    if (query.only !== "answered")
      for await (const raws of rawPages(kind, false, query.since, signal)) yield pageOf(raws);
    // A Basic token has only one request in 12 minutes.
    if (token.kind === "basic" && query.only !== "answered") return;
    // "Answered" means processed: bare stars are in this list from the start, without an answer.
    for await (const raws of rawPages(kind, true, query.since, signal)) yield pageOf(raws);
    // Bare stars may be in the archive alone from the start, and so is a review after 30 days without an answer.
    if (query.itemType === "question" || token.kind === "basic") return;
    try {
      for await (const raws of archivePages(kind, query.since, signal)) yield pageOf(raws);
    } catch (error) {
      // The other lists are not held up for it: the next poll reads the same days again, and the daily one insists.
      const isRecent = query.since >= clock.now() - FEW_DAYS_MS;
      if (signal.aborted || !isRecent || !(error instanceof MarketplaceError)) throw error;
    }
  }

  /** From the newest back, until a page is older than `since`: the archive knows no dates. */
  async function* archivePages(kind: Kind, since: number, signal: AbortSignal) {
    const checkProgress = noticesRepetition();
    const take = since < clock.now() - FEW_DAYS_MS ? TAKE : ARCHIVE_TAKE;
    for (let skip = 0; skip + take <= kind.deepest; skip += take) {
      const query = { take, skip, order: "dateDesc" };
      const path = "/api/v1/feedbacks/archive";
      const raws = await http.read({ method: "GET", path, query, reply: kind.elements }, signal);
      yield raws;
      if (raws.length < take || timesOf(raws).some((at) => at < since)) return;
      checkProgress(raws);
    }
  }

  /**
   * From the oldest on. Answering removes items from the list and makes `skip` jump over others, so the next page begins in
   * the second of the newest item, which the sorter knows already; `skip` is for a page that does not get that far, and for
   * one all of which was written in that second, because it would come again.
   */
  async function* rawPages(kind: Kind, isAnswered: boolean, since: number, signal: AbortSignal) {
    const checkProgress = noticesRepetition();
    for (let from = secondOf(since), skip = 0; ;) {
      const query = { isAnswered, take: TAKE, skip, order: "dateAsc", dateFrom: from };
      const raws = await http.read({ method: "GET", path: kind.listPath, query, reply: kind.elements }, signal);
      yield raws;
      if (raws.length < TAKE) return;
      checkProgress(raws);
      const span = secondsInOrder(raws, clock.now());
      if (span === null || span.newest <= from) skip += TAKE;
      else [from, skip] = [span.newest, span.oldest === span.newest ? TAKE : 0];
      if (skip + TAKE > kind.deepest) throw tooManyAtOnce(kind);
    }
  }

  async function sellerName(signal: AbortSignal): Promise<string | null> {
    // A Basic token gets one such request a day.
    if (token.kind === "basic") return null;
    const call = { method: "GET", path: "/api/v1/seller-info", baseUrl: sellerInfoUrl, reply: wbSeller } as const;
    const { name, tradeMark } = await http.read(call, signal);
    return tradeMark ?? name;
  }

  const asked = new Map<string, number>();

  /** The list tells the product of what it shows; older items are read one by one, a few at a time, in turn. */
  async function lookUp(refs: readonly ItemRef[], signal: AbortSignal): Promise<Map<string, Details>> {
    const found = new Map<string, Details>();
    if (token.kind === "basic") return found;
    const run = createEmbellisher(clock);
    const inTurn = refs.toSorted((a, b) => (asked.get(a.externalId) ?? 0) - (asked.get(b.externalId) ?? 0));
    for (const { itemType, externalId: id } of inTurn.slice(0, LOOKUPS)) {
      const { onePath: path, element } = KINDS[itemType];
      const call = { method: "GET", path, query: { id }, reply: z.object({ data: element }) } as const;
      const one = await run.ask((each) => http.read(call, each), signal);
      asked.set(id, clock.now());
      if (one) found.set(id, one.data.item);
    }
    return found;
  }

  return {
    platform: "wb",
    list,
    lookUp,
    async read({ itemType, externalId: id }, signal, onLeave) {
      const { onePath: path, element } = KINDS[itemType];
      const reply = z.object({ data: element });
      const one = await ifFound(
        http.read({ method: "GET", path, query: { id }, reply, notFound: [404, 422], onLeave }, signal),
      );
      if (one === null || one.data.withdrawn) return { status: "gone" };
      return stateOf([one.data.item.answer ?? []].flat(), wordsOf(one.data.item));
    },
    async publish({ itemType, externalId }, text, signal, { earlier, ...sending }) {
      await http.send(KINDS[itemType].answering(externalId, text, earlier !== undefined), signal, sending);
      return { remoteId: null };
    },
    reserve: ({ itemType, externalId }, signal) =>
      http.reserve(KINDS[itemType].answering(externalId, "", false), signal),
    async checkAccess(signal) {
      assertUsable(token, clock.now());
      await http.read({ method: "GET", path: "/api/v1/new-feedbacks-questions", reply: z.unknown() }, signal);
      const warnings = [...kindWarnings(token), ...expiryWarnings(token.expiresAt, clock.now())];
      const key = token.kind === "unknown" ? "token" : `${token.kind[0]?.toUpperCase()}${token.kind.slice(1)} token`;
      return { seller: await sellerName(signal), key, expiresAt: token.expiresAt, warnings };
    },
  };
}

function secondOf(at: number): number {
  return Math.floor(at / 1000);
}

/**
 * The seconds of a page's oldest and newest items; null when the page is not in the order that was asked for, or ends in a
 * time to come, behind which everything else would be passed over.
 */
function secondsInOrder(raws: readonly unknown[], now: number): { oldest: number; newest: number } | null {
  const times = timesOf(raws);
  const isInOrder = times.every((at, index) => at >= (times[index - 1] ?? at));
  const [oldest, newest] = [times.at(0), times.at(-1)];
  if (!isInOrder || oldest === undefined || newest === undefined || newest > now + DAY_MS) return null;
  return { oldest: secondOf(oldest), newest: secondOf(newest) };
}

/** When a page's elements were written, Unix ms; an element that does not tell is left out. */
function timesOf(raws: readonly unknown[]): number[] {
  return raws.flatMap((raw) => {
    const written = typeof raw === "object" && raw !== null && "createdDate" in raw ? raw.createdDate : null;
    return typeof written === "string" ? (parseTime(written) ?? []) : [];
  });
}

function tooManyAtOnce({ listPath }: Kind): MarketplaceError {
  return new MarketplaceError(`GET ${listPath} holds more items in one second than can be read`, {
    code: "marketplace.bad_reply",
  });
}

function assertUsable(token: WbToken, now: number): void {
  const hint = "Make a Personal token with the category «Вопросы и отзывы», read and write, in the WB cabinet.";
  if (token.expiresAt !== null && token.expiresAt <= now) {
    const day = new Date(token.expiresAt).toISOString().slice(0, 10);
    throw new AuthError(`the Wildberries token expired on ${day}`, { code: "auth.key", hint });
  }
  if (token.coversReviews === false) {
    throw new AuthError("the Wildberries token does not cover reviews and questions", { code: "auth.role", hint });
  }
}

function kindWarnings({ kind }: WbToken): string[] {
  if (kind === "test") return ["This is a test token: it reaches WB's sandbox only, no real reviews."];
  if (kind !== "basic") return [];
  return [
    "This is a Basic token. WB allows it one request in 12 minutes: polling and answering are slow, bare stars and " +
      "answers given in the cabinet are not seen. Make a Personal token.",
  ];
}
