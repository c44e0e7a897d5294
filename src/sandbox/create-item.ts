import type { ItemType, Platform } from "../domain/platform.ts";
import { StateError } from "../base/errors.ts";
import type { Catalogue } from "./catalogue.ts";
import { nineDigits, opaqueId, uuid } from "./identifiers.ts";
import type { WorldItem } from "./item.ts";
import type { SampleItem } from "./samples.ts";

/** What a new item needs to know of the world it comes into. */
export interface Surroundings {
  /** How many items came before. */
  order: number;
  /** Unix ms. */
  now: number;
  catalogue: Catalogue;
  /** The Yandex Market numbers that are given away; the new one is added. */
  takenNumbers: Set<number>;
}

/** Samples without a platform are dealt in this order. */
const TURNS = ["wb", "ozon", "ym"] as const satisfies readonly Platform[];

/**
 * Makes the item that a sample describes.
 * @throws StateError for a review without stars
 */
export function createItem(sample: SampleItem, { order, now, catalogue, takenNumbers }: Surroundings): WorldItem {
  const platform = sample.platform ?? TURNS[(order % TURNS.length) as 0 | 1 | 2];
  const itemType = sample.itemType ?? "review";
  const product = catalogue.productOf(sample, Math.floor(order / TURNS.length));
  return {
    id: sample.id,
    platform,
    itemType,
    externalId: externalId(sample.id, platform, itemType, takenNumbers),
    order,
    createdAt: sample.createdAt ?? now,
    product,
    ozonSku: product.ozonSkus[order % product.ozonSkus.length] ?? product.ozonSkus[0],
    clientName: sample.clientName ?? null,
    photos: sample.photos ?? 0,
    orderCancelled: sample.orderCancelled ?? false,
    ...textsOf(sample, platform),
    rating: stars(sample, itemType),
    status: "new",
    refused: false,
    withdrawn: false,
    answers: [],
    received: [],
    edits: [],
  };
}

/** The id depends only on the sample (and on number clashes at Yandex Market), so a restart gives the same ids. */
function externalId(id: string, platform: Platform, itemType: ItemType, takenNumbers: Set<number>): string {
  const seed = `${platform} ${itemType} ${id}`;
  if (platform === "wb") return opaqueId(seed);
  if (platform === "ozon") return uuid(seed);
  let number = nineDigits(seed);
  while (takenNumbers.has(number)) number += 1;
  takenNumbers.add(number);
  return String(number);
}

function stars(sample: SampleItem, itemType: ItemType): number | null {
  if (itemType === "question") return null;
  if (sample.rating !== null) return sample.rating;
  throw new StateError(`sample "${sample.id}" is a review without stars`, {
    code: "sandbox.sample",
    hint: 'Give it a rating from 1 to 5, or the itemType "question".',
  });
}

/** Ozon has one field for everything a buyer writes (reference: Ozon Seller API, /v2/review/list). */
function textsOf({ text, pros = "", cons = "" }: SampleItem, platform: Platform) {
  if (platform !== "ozon") return { text, pros, cons };
  const lines = [pros && `Достоинства: ${pros}`, cons && `Недостатки: ${cons}`, text];
  return { text: lines.filter((line) => line !== "").join("\n"), pros: "", cons: "" };
}
