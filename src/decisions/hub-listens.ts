/** In a cell: whether a hub tells of what happens here, so that events are written down though nobody is told here. */
import { z } from "zod";
import { DAY_MS, HOUR_MS } from "../base/clock.ts";
import type { Reader, Tx } from "../store/db.ts";
import { deleteMeta, getMeta, setMeta } from "../store/tables/meta.ts";

/** As `anybodyIsTold` looks for it. */
const KEY = "hub_listens";
const form = z.object({ at: z.number() });
/** It is written down so often that a hub asks. */
const NOTE_EVERY_MS = HOUR_MS;
/** After so long without a hub nothing is kept for it any more, and what was is not told. */
export const HUB_AWAY_MS = 7 * DAY_MS;

/** Whether the note that a hub listens has to be written anew. */
export function isNoteOld(reader: Reader, now: number): boolean {
  const at = getMeta(reader, KEY, form)?.at;
  return at === undefined || at > now || at <= now - NOTE_EVERY_MS;
}

export function noteListening(tx: Tx, now: number): void {
  setMeta(tx, KEY, { at: now });
}

/** Whether a hub has not asked for so long that it will hardly come back. */
export function isHubGone(reader: Reader, now: number): boolean {
  const at = getMeta(reader, KEY, form)?.at;
  return at !== undefined && at <= now - HUB_AWAY_MS;
}

export function forgetHub(tx: Tx): void {
  deleteMeta(tx, KEY);
}
