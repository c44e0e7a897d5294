/** Which refusals of a key hold the work of its account, and what of it. */
import type { ItemType } from "./platform.ts";

/** How long the work of a refused key waits until one request finds out whether it works again. */
export const KEY_PROBE_MS = 15 * 60_000;

/** The work that a key is used for. */
export interface KeyUse {
  account: string;
  itemType: ItemType;
  work: "poll" | "send";
  /** The fingerprint of the key. */
  key: string;
}

/** The part of an account's work that a hold concerns; null: all of it. */
export type HeldPart = Part | null;
type Part = Pick<KeyUse, "itemType" | "work">;

/** The marketplace lets this key do nothing at all. */
const FOR_ALL = new Set(["auth.key", "auth.ip", "auth.offer", "auth.business"]);
/** A right or a subscription is missing; reviews and questions, reading and answering need different ones. */
const FOR_A_PART = new Set(["auth.role", "auth.plan"]);

/** @returns undefined when an error with this code says nothing about the key */
export function heldPart(code: string, { itemType, work }: Part): HeldPart | undefined {
  if (FOR_ALL.has(code)) return null;
  return FOR_A_PART.has(code) ? { itemType, work } : undefined;
}

export function isHeldBy(use: Part, only: HeldPart): boolean {
  return only === null || (only.itemType === use.itemType && only.work === use.work);
}
