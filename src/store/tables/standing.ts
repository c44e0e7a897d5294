/** How the database stands among its copies: the epoch in which its daemon may send, and why it holds answers back. */
import { z } from "zod";
import { FENCE_REASONS, type FenceReason } from "../../domain/fence.ts";
import type { Reader, Tx } from "../db.ts";
import { deleteMeta, getMeta, setMeta } from "./meta.ts";

const form = z.object({
  /** Where the epochs are made. */
  place: z.string(),
  epoch: z.int().min(1),
  /** Known only to whoever made the epoch. */
  holder: z.string(),
  /** Whether requests of the former daemon are surely over. */
  settled: z.boolean(),
});
export type Standing = z.infer<typeof form>;

const KEY = "standing";

export function standingOf(reader: Reader): Standing | undefined {
  return getMeta(reader, KEY, form);
}

export function setStanding(tx: Tx, standing: Standing): void {
  setMeta(tx, KEY, standing);
}

export function deleteStanding(tx: Tx): void {
  deleteMeta(tx, KEY);
}

const HOLD = "fence_hold";
const holdForm = z.object({ why: z.enum(FENCE_REASONS) });

/** Why the last answer that wanted to leave was held back; undefined when it was not. */
export function fenceHoldOf(reader: Reader): FenceReason | undefined {
  return getMeta(reader, HOLD, holdForm)?.why;
}

export function noteFenceHold(tx: Tx, why: FenceReason | undefined): void {
  if (fenceHoldOf(tx) === why) return;
  if (why === undefined) deleteMeta(tx, HOLD);
  else setMeta(tx, HOLD, { why });
}
