import type { ToldWords } from "../domain/buyer-words.ts";
import type { ItemDetails } from "../domain/item-details.ts";
import type { ItemType, Platform } from "../domain/platform.ts";
import type { Sending } from "./http.ts";
import type { Place } from "./limit.ts";

/** An answer of the seller's own that the marketplace holds. */
export interface RemoteAnswer {
  /** Empty when the marketplace says that there is an answer but does not show it (Ozon, before moderation). */
  text: string;
  /** The marketplace's id of the answer; WB has none. */
  remoteId: string | null;
  /** `pending`: under moderation; `live`: on the site; `rejected`: refused by moderation. */
  moderation: "pending" | "live" | "rejected";
  /** When it was given, Unix ms; left out where the marketplace does not tell (reviews of WB and Yandex Market). */
  at?: number;
  /** No other text can take its place: it can only be changed in the cabinet, if at all. */
  final?: true;
}

/** A polled review or question, mapped from the marketplace's format to our own fields. */
export interface PolledItem extends ToldWords {
  itemType: ItemType;
  externalId: string;
  /** The seller's own article where the marketplace tells it, else the marketplace's id of the product. */
  sku: string | null;
  /** The `sku` is the marketplace's id of the product, for want of the seller's article. */
  foreignSku?: boolean;
  productName: string | null;
  /** The brand written on the product card; decides our brand together with the sku. */
  brandName: string | null;
  clientName: string | null;
  photos: string[];
  /** When the buyer wrote it, Unix ms. */
  createdAt: number;
  /** The order was cancelled, refused or returned. At Ozon such a review does not count in the rating. */
  orderCancelled: boolean;
  /** What became of the order, in the marketplace's word; left out where it is not told. */
  orderStatus?: string | null;
  /** What only some marketplaces tell. */
  details?: Partial<ItemDetails>;
  /** The seller's answer, where the list shows one or the adapter had to look. */
  answer: RemoteAnswer | null;
  /** A look-up of what only embellishes the item (product, photos) failed: what is null or empty may be there. */
  incomplete?: boolean;
  /** The marketplace's object, as received. */
  raw: unknown;
}

/** What is looked up beside the list, or changes there without the buyer's doing. */
export type Details = Pick<
  PolledItem,
  | "sku"
  | "foreignSku"
  | "productName"
  | "brandName"
  | "photos"
  | "incomplete"
  | "orderStatus"
  | "orderCancelled"
  | "details"
>;

/** One thing on a page that could not be understood. It never loses the page. */
export interface Quarantined {
  raw: unknown;
  reason: string;
}

export interface Page {
  items: PolledItem[];
  quarantined: Quarantined[];
  /** How many more could not be understood and are counted only; none unless told. */
  notKept?: number;
}

export interface ListQuery {
  itemType: ItemType;
  /** Only items the buyer wrote at or after this time, Unix ms. */
  since: number;
  /** What the seller has answered, in place of what waits: Ozon lists either. Pictures are left out. */
  only?: "answered";
  /** Whether this external id is known already: the adapter skips costly look-ups (photos, names, answers) for it. */
  isKnown(externalId: string): boolean;
  /** Whether the product or the photos of a known item are still missing: they are looked up again. */
  isIncomplete?(externalId: string): boolean;
}

/** What is needed to find an item again at the marketplace. */
export interface ItemRef {
  itemType: ItemType;
  externalId: string;
  /** The object as polled: some calls need more than the id (Ozon question answers need the numeric sku). */
  raw: unknown;
}

/**
 * What the marketplace says about an item right now. `gone`: it does not exist any more, or the seller rejected the
 * question in the cabinet. An answer that moderation has rejected still counts: only a person may send another one.
 * `others`: further answers of the seller's own, where the marketplace holds several. `buyer`: what the buyer has
 * written, where the reply shows it.
 */
export type RemoteState =
  | { status: "unanswered"; buyer: ToldWords | null }
  | { status: "answered"; answer: RemoteAnswer; others?: readonly RemoteAnswer[]; buyer: ToldWords | null }
  | { status: "gone" };

/** What an answer takes along on its way. */
export interface Delivery extends Sending {
  /** Our answer that stands there and that the text replaces. */
  earlier?: RemoteAnswer | undefined;
}

/** A publish that the marketplace accepted. */
export interface Receipt {
  /** The marketplace's id of the new answer, where it gives one. */
  remoteId: string | null;
}

/** What a read-only probe of the account tells. */
export interface Access {
  /** The seller or cabinet, in words, where the marketplace tells it. */
  seller: string | null;
  /** What kind of key it is, in words: `Personal token`. */
  key: string;
  /** When the key stops working, Unix ms; null when it does not expire or is not told. */
  expiresAt: number | null;
  /** Warnings for a seller about things that work but should be changed. */
  warnings: string[];
}

/**
 * One account at one marketplace. Every method throws AuthError (credentials, rights, plan: see the code) or
 * MarketplaceError (with `effect` and, for rate limits, `retryAfterMs`). Every call stops when the signal aborts,
 * with the signal's reason.
 */
export interface Marketplace {
  readonly platform: Platform;
  /**
   * All pages since `query.since`, to the end; each id once, oldest first within a page. Items that already carry
   * an answer are included, with it, where the marketplace lists them (Ozon lists what nobody has processed; a WB
   * Basic token is too slow for more than what waits). Of known items the answer may be missing.
   */
  list(query: ListQuery, signal: AbortSignal): AsyncIterable<Page>;
  /**
   * Looks up what is missing of known items, by their external id: product, brand, photos. What cannot be looked up now
   * is left out. Where the list itself tells all of it, there is no such look-up.
   */
  lookUp?(refs: readonly ItemRef[], signal: AbortSignal): Promise<Map<string, Details>>;
  /**
   * Reads the item and its answer afresh; no cache. One exception: a WB Basic token, with its one request in
   * 12 minutes, answers once from an "unanswered" of the last 15 minutes, so that a request is left to publish with.
   * @param onLeave called when the first request leaves, again when it is repeated: what is read is as old as that
   */
  read(ref: ItemRef, signal: AbortSignal, onLeave?: () => void): Promise<RemoteState>;
  /**
   * Sends the answer once: no retry of any kind below this call. Nothing was published unless the error is a
   * MarketplaceError with effect `unknown` (also when the signal aborts a request that is on its way). The code
   * `marketplace.not_found` means that the item is gone, `marketplace.already_answered` that an answer stands
   * there, `marketplace.refused` that the text or the state is refused; then the
   * error's `said` has the marketplace's own words. Other codes tell why sending is not possible at all.
   * @throws the error of `delivery.lastCheck`; then nothing was sent
   */
  publish(ref: ItemRef, text: string, signal: AbortSignal, delivery: Delivery): Promise<Receipt>;
  /**
   * Keeps a place in the request limit for a `publish`; called before the `read` that precedes it, so that nothing has
   * to be waited for between the two.
   * @throws MarketplaceError `marketplace.rate_limited` when the limit is used up for longer than a moment
   */
  reserve(ref: ItemRef, signal: AbortSignal): Promise<Place>;
  /** Read-only check that the credentials work and what they allow. Costs a few requests. */
  checkAccess(signal: AbortSignal): Promise<Access>;
}
