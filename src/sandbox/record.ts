import type { ItemType, Platform } from "../domain/platform.ts";
import type { LimitRecord } from "./limits.ts";
import type { RequestCounts } from "./requests.ts";
import { utcTime } from "./wire-time.ts";
import type { World } from "./world.ts";

/** Everything the sandbox knows, as `GET /_sandbox/record` tells it. */
export interface SandboxRecord {
  items: {
    id: string;
    platform: Platform;
    item_type: ItemType;
    external_id: string;
    rating: number | null;
    text: string;
    withdrawn: boolean;
    /** Every answer ever acknowledged, oldest first; `edit` marks a change of an earlier one. `at` is ISO-8601, UTC. */
    answers: { text: string; at: string; edit: boolean; by: "api" | "cabinet" }[];
  }[];
  /** Calls of each operation since the start, refused ones too. */
  requests: Record<Platform | "llm", RequestCounts>;
  /** What came in, measured against each marketplace's limits. */
  limits: Record<Platform, LimitRecord>;
  /** How often each fault has struck. */
  faults: Record<Platform, Record<string, number>>;
}

/** The record of this moment. */
export function recordOf(world: World, counts: Omit<SandboxRecord, "items">): SandboxRecord {
  return { items: itemsOf(world), ...counts };
}

/** Every item with the answers it has received. */
export function itemsOf(world: World): SandboxRecord["items"] {
  return world.items().map((item) => ({
    id: item.id,
    platform: item.platform,
    item_type: item.itemType,
    external_id: item.externalId,
    rating: item.rating,
    text: item.text,
    withdrawn: item.withdrawn,
    answers: item.received.map((answer) => ({ ...answer, at: utcTime(answer.at) })),
  }));
}
