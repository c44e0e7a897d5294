/** Reads the answers that the seller gave at a marketplace before us, and keeps them as past answers: nothing else. */
import type { AccountConfig } from "../../config/schema.ts";
import { learnAnswers } from "../../decisions/past-answers.ts";
import { itemBrand, type BrandMatch } from "../../domain/brand.ts";
import { storedWords } from "../../domain/buyer-words.ts";
import { buyerText } from "../../domain/item.ts";
import type { ItemType } from "../../domain/platform.ts";
import type { Marketplace, PolledItem } from "../../marketplaces/marketplace.ts";
import type { NewPastAnswer } from "../../store/tables/past-answers.ts";
import { isOwnWork, pastAnswerOf } from "../../store/tables/past-answers.ts";
import type { Deps } from "../deps.ts";
import { addTo, emptyTally, type Learned, type SkipReason } from "./tally.ts";
import { topicOf } from "./topic.ts";

/** What is to be learned, and whether it is kept or only looked at. */
export interface Lesson {
  account: AccountConfig;
  itemType: ItemType;
  /** Only what buyers wrote at or after this time, Unix ms. */
  since: number;
  save: boolean;
}

type LearnDeps = Pick<Deps, "db" | "clock" | "config" | "marketplaces">;

/**
 * Learns from one list of one account. Each page is stored by itself, and what is known is not looked up again, so that a
 * run that was stopped goes on where it was.
 * @param onPage told what has been found so far
 * @throws AuthError, MarketplaceError; what was read before stays
 */
export async function learnFrom(
  deps: LearnDeps,
  lesson: Lesson,
  signal: AbortSignal,
  onPage: (so: Learned) => void,
): Promise<Learned> {
  const { account, itemType, since } = lesson;
  const marketplace = marketplaceOf(deps, account.id);
  const brands = brandsOf(deps);
  const learned = emptyTally();
  const isKnown = (externalId: string): boolean => knownAs(deps, lesson, externalId) !== undefined;
  for await (const page of marketplace.list({ itemType, since, isKnown, only: "answered" }, signal)) {
    const fresh: NewPastAnswer[] = [];
    for (const item of page.items) {
      const found = await readOne(deps, lesson, item, brands);
      addTo(learned, found);
      if (typeof found !== "string") fresh.push(found);
    }
    learned.skipped.unreadable += page.quarantined.length + (page.notKept ?? 0);
    if (lesson.save && fresh.length > 0) await deps.db.write((tx) => learnAnswers(tx, fresh));
    onPage(learned);
  }
  return learned;
}

function marketplaceOf({ marketplaces }: LearnDeps, account: string): Marketplace {
  const found = marketplaces.get(account);
  if (!found) throw new Error(`there is no connection for account ${account}`);
  return found;
}

function brandsOf({ config }: LearnDeps): BrandMatch[] {
  return config.brands.map(({ id, match }) => ({
    id,
    brandNames: match.brand_names,
    skuPrefixes: match.sku_prefixes,
  }));
}

/** Why an item is nothing new, by what the database holds. */
function knownAs({ db }: LearnDeps, { account, itemType }: Lesson, externalId: string): SkipReason | undefined {
  const key = { account: account.id, item_type: itemType, external_id: externalId };
  if (isOwnWork(db, key)) return "ours";
  return pastAnswerOf(db, key) ? "known" : undefined;
}

async function readOne(
  deps: LearnDeps,
  lesson: Lesson,
  item: PolledItem,
  brands: readonly BrandMatch[],
): Promise<NewPastAnswer | SkipReason> {
  const { account, itemType } = lesson;
  const known = knownAs(deps, lesson, item.externalId);
  if (known) return known;
  const { answer } = item;
  if (answer === null) return "unanswered";
  if (answer.moderation === "rejected") return "rejected";
  if (answer.text.trim() === "") return "hidden";
  const brand = itemBrand(item, brands, account.brand);
  if (!brand.known) return "brand";
  const buyer_text = buyerTextOf(item);
  return {
    source: "marketplace",
    account: account.id,
    platform: account.platform,
    item_type: itemType,
    external_id: item.externalId,
    brand_id: brand.id,
    sku: item.sku,
    product_name: item.productName,
    client_name: item.clientName,
    rating: item.rating ?? null,
    buyer_text,
    answer: answer.text.toWellFormed(),
    category: await topicOf({ platform: account.platform, itemType, rating: item.rating ?? null, text: buyer_text }),
    weight: 1,
    reviewed_at: item.createdAt,
    answered_at: answer.at ?? null,
    answered_by: null,
    learned_at: deps.clock.now(),
  };
}

function buyerTextOf(item: PolledItem): string {
  const { text, pros, cons } = storedWords(item);
  return buyerText({ client_text: text, pros, cons });
}
