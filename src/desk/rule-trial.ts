/** Tries approval rules out on stored items. Nothing is sent or changed. */
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { policyFacts } from "../decisions/policy-facts.ts";
import { decide, type ItemFacts, type Rules } from "../domain/policy.ts";
import type { Reader } from "../store/db.ts";
import type { Item } from "../store/tables/items.ts";
import { answerText, responseOf } from "../store/tables/responses.ts";
import { itemsPage, type Position } from "../store/views/item-list.ts";
import { itemDocument } from "./documents.ts";
import type { Brands } from "./item-query.ts";

export interface TrialParts {
  db: Reader;
  clock: Clock;
  config: Pick<Config, "brands">;
}

/** Which stored items: what buyers wrote since then (Unix ms), the newest first. */
export interface StoredItems {
  createdSince: number;
  limit: number;
  brands: Brands;
}

/** So many are read at once. */
const CHUNK = 10;
/** After so much work others get their turn. */
const SLICE_MS = 10;

/** Goes through stored items and lets others work in between; `facts` is null for one without an answer or an analysis. */
export async function* storedItems(
  parts: TrialParts,
  { createdSince, limit, brands }: StoredItems,
): AsyncGenerator<{ item: Item; facts: ItemFacts | null }> {
  const { db, clock } = parts;
  let after: Position | undefined;
  let given = 0;
  let began = clock.now();
  for (;;) {
    const page = itemsPage(db, {}, { tab: "all", sort: "newest", after, limit: CHUNK });
    for (const item of page.items) {
      if (item.created_at < createdSince || given >= limit) return;
      if (brands !== null && !brands.includes(item.brand_id)) continue;
      given++;
      yield { item, facts: factsOf(parts, item) };
      if (clock.now() - began < SLICE_MS) continue;
      await setImmediate();
      began = clock.now();
    }
    if (page.next === null) return;
    after = page.next;
    await setImmediate();
  }
}

function factsOf({ db, config }: TrialParts, item: Item): ItemFacts | null {
  const response = responseOf(db, item.id);
  if (!item.ai_analysis || !response) return null;
  const { problems, final_text, model } = response;
  // A person's text is proven like an LLM's, because none of it is ours by construction.
  const draft = { text: answerText(response), model: final_text === null ? model : "person", problems };
  return policyFacts(item, draft, config);
}

/** An item that a rule would take, as a list shows it. */
export type Taken = Pick<
  ReturnType<typeof itemDocument>,
  "id" | "platform" | "item_type" | "rating" | "client_text" | "pros" | "cons" | "product_name"
>;

/** What one rule would do. */
export interface RuleTrial {
  taken: number;
  /** Of them, those that it leaves to a person although it would approve: somebody has to look at the remarks. */
  held: number;
  /** The newest. */
  first: Taken[];
}

export interface Trial {
  tested: number;
  /** Whether there were more than are tried. */
  isCut: boolean;
  /** By the rule's place. */
  rules: RuleTrial[];
  /** What no rule takes. */
  rest: RuleTrial;
  /** What the edited rule would take besides, and what it would leave; null when nothing is edited. */
  edited: { place: number; more: number; less: number; first: Taken[] } | null;
}

/** Rules as somebody is changing them: one of them, at this place, is another than the stored one. */
export interface EditedRules extends Rules {
  place: number;
}

const SHOWN = 10;
/** Nobody waits longer for a page; then the trial is of the newest items that were reached. */
const LONGEST_MS = 5000;

/** What the rules would do with stored items, beside what the stored ones would do. */
export async function tryRules(
  parts: TrialParts,
  which: StoredItems,
  stored: Rules,
  edited: EditedRules | null,
): Promise<Trial> {
  const tried = edited ?? stored;
  const rules = tried.rules.map((): RuleTrial => ({ taken: 0, held: 0, first: [] }));
  const rest: RuleTrial = { taken: 0, held: 0, first: [] };
  const change = edited && { place: edited.place, more: 0, less: 0, first: [] as Taken[] };
  const changed = edited?.rules[edited.place]?.name;
  let tested = 0;
  const until = parts.clock.now() + LONGEST_MS;
  let isCut = false;
  for await (const { item, facts } of storedItems(parts, { ...which, limit: which.limit + 1 })) {
    isCut = tested >= which.limit || parts.clock.now() >= until;
    if (isCut) break;
    tested++;
    const decision = facts && decide(tried, facts);
    const place = tried.rules.findIndex(({ name }) => name === decision?.rule);
    const counted = rules[place] ?? rest;
    count(counted, item);
    if (decision?.action === "review" && tried.rules[place]?.then === "approve") counted.held++;
    if (!change || !facts) continue;
    const before = decide(stored, facts).rule === stored.rules[change.place]?.name && stored.rules[change.place];
    if (place === change.place && !before) {
      change.more++;
      if (change.first.length < SHOWN) change.first.push(itemDocument(item));
    }
    if (place !== change.place && before && changed !== undefined) change.less++;
  }
  return { tested, isCut, rules, rest, edited: change };
}

function count(trial: RuleTrial, item: Item): void {
  trial.taken++;
  if (trial.first.length < SHOWN) trial.first.push(itemDocument(item));
}
