/** Lanes that a person has paused: their due jobs wait and use up no attempt. */
import { z } from "zod";
import type { Lane } from "../../domain/job.ts";
import type { Reader, Tx } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

/** Who paused a lane, and when (Unix ms). */
export interface Pause {
  since: number;
  by: string;
}

/** Lanes that can be paused; the program's own daily maintenance always goes on. */
export const PAUSABLE = ["publish", "poll", "ai"] as const satisfies readonly Lane[];
export type Pausable = (typeof PAUSABLE)[number];

const KEY = "paused_lanes";
const form = z.partialRecord(z.enum(PAUSABLE), z.object({ since: z.number(), by: z.string() }));

/** The paused lanes. */
export function pausesOf(reader: Reader): Partial<Record<Pausable, Pause>> {
  return getMeta(reader, KEY, form) ?? {};
}

export function isPaused(reader: Reader, lane: string): boolean {
  return lane in pausesOf(reader);
}

/** @returns whether anything changed */
export function pauseLane(tx: Tx, lane: Pausable, pause: Pause): boolean {
  const pauses = pausesOf(tx);
  if (pauses[lane]) return false;
  setMeta(tx, KEY, { ...pauses, [lane]: pause });
  return true;
}

/** @returns whether anything changed */
export function resumeLane(tx: Tx, lane: Pausable): boolean {
  const { [lane]: paused, ...rest } = pausesOf(tx);
  if (!paused) return false;
  setMeta(tx, KEY, rest);
  tx.jobsChanged();
  return true;
}
