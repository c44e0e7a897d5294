/** How long an accepted answer may take to appear at the marketplace. */
import { DAY_MS, HOUR_MS } from "../base/clock.ts";
import type { Platform } from "./platform.ts";

/**
 * Until then an accepted answer that cannot be seen is not missed. Wildberries and Yandex Market show an answer at
 * once, with the state of its moderation; their lists have been seen to lag by minutes. Ozon marks the item as
 * processed at once, which counts as seen.
 */
export const APPEARS_WITHIN_MS = 2 * HOUR_MS;

/**
 * The time between two looks that find nothing, before a person is told: one look proves little.
 */
export const LOOK_AGAIN_MS = HOUR_MS;

/** Ozon's moderation takes up to seven business days (reference: Ozon, answers to questions); the others' is shorter. */
export const MODERATION_MS = 11 * DAY_MS;

/** How long an answer may stand in moderation without its text being shown: only Ozon hides it. */
export function hiddenFor(platform: Platform): number {
  return platform === "ozon" ? MODERATION_MS : APPEARS_WITHIN_MS;
}
