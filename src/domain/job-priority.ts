/**
 * The order of the jobs of a lane, as one number, higher first. The class of the item decides: urgent (one or two stars,
 * or a matter that needs attention), then questions, then the rest. Within a class a draft comes before an analysis, so
 * that what has begun is finished, and then the older item comes first.
 */
import type { ItemType } from "./platform.ts";
import { URGENT_FROM } from "./urgency.ts";

/** What decides the place of an item's jobs. */
export interface Ranked {
  itemType: ItemType;
  /** The item's own priority, see `urgency`. */
  priority: number;
  /** When the buyer wrote it, Unix ms. */
  createdAt: number;
  /**
   * Whether it was old already when the account was first read: in this first backlog what is fresh comes before what
   * is old, because its buyers may still be waiting.
   */
  isOldBacklog: boolean;
}

/** Within a tier the priority counts down by the item's age in seconds; this is more than there will ever be. */
const TIER = 1e10;

/** The priority of jobs that have no item: they are taken in the order in which they are due. */
export const NO_RANK = 0;

export function jobPriority(kind: string, item: Ranked): number {
  const isDraft = kind !== "analyze_item";
  const tier = (classOf(kind, item) * 2 + (isDraft ? 1 : 0)) * 2 + (item.isOldBacklog ? 0 : 1);
  const age = Math.min(Math.max(Math.floor(item.createdAt / 1000), 1), TIER);
  return (tier + 1) * TIER - age;
}

/** The lowest priority of a job's tier. */
export function tierFloor(priority: number): number {
  return Math.floor(priority / TIER) * TIER;
}

function classOf(kind: string, { itemType, priority }: Ranked): number {
  // A person waits for the draft that they have just asked for.
  if (kind === "regenerate_response" || priority >= URGENT_FROM[itemType]) return 2;
  return itemType === "question" ? 1 : 0;
}
