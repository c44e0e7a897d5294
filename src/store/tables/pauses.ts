/** Lanes that a person has paused: their due jobs wait and use up no attempt. */
import { z } from "zod";
import { LANE_GROUPS, LANES, type Lane, type LaneGroup } from "../../domain/lane.ts";
import type { Reader, Tx } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

/** Who paused a lane, and when (Unix ms). */
export interface Pause {
  since: number;
  by: string;
}

/** What a person can pause: a group of lanes, or one lane. The program's own daily maintenance always goes on. */
export type Pausable = Exclude<LaneGroup | Lane, "system">;
export const PAUSABLE_GROUPS = LANE_GROUPS.filter((group) => group !== "system");
const PAUSABLE_LANES = LANES.filter((lane) => lane !== "system");
export const PAUSABLE: readonly Pausable[] = [...new Set<Pausable>([...PAUSABLE_GROUPS, ...PAUSABLE_LANES])];

const KEY = "paused_lanes";
const form = z.partialRecord(z.enum(PAUSABLE_LANES), z.object({ since: z.number(), by: z.string() }));
type Pauses = z.infer<typeof form>;

/** The paused lanes. */
export function pausesOf(reader: Reader): Pauses {
  return getMeta(reader, KEY, form) ?? {};
}

/** The pauses by the names that resume them: a group all of whose lanes are paused stands for them. */
export function namedPauses(reader: Reader): Partial<Record<Pausable, Pause>> {
  const pauses = pausesOf(reader);
  const named = PAUSABLE_GROUPS.flatMap((group): [Pausable, Pause][] => {
    const paused = lanesOf(group).flatMap((lane) => (pauses[lane] ? [[lane, pauses[lane]] as [Pausable, Pause]] : []));
    const [first] = paused.toSorted(([, a], [, b]) => b.since - a.since);
    return first && paused.length === lanesOf(group).length ? [[group, first[1]]] : paused;
  });
  return Object.fromEntries(named);
}

/** Whether all lanes of that name are paused. */
export function isPaused(reader: Reader, name: Pausable): boolean {
  const pauses = pausesOf(reader);
  return lanesOf(name).every((lane) => lane in pauses);
}

/** @returns whether anything changed */
export function pauseLanes(tx: Tx, name: Pausable, pause: Pause): boolean {
  const pauses = pausesOf(tx);
  const running = lanesOf(name).filter((lane) => !pauses[lane]);
  if (running.length === 0) return false;
  setMeta(tx, KEY, { ...pauses, ...Object.fromEntries(running.map((lane) => [lane, pause])) });
  return true;
}

/** @returns whether anything changed */
export function resumeLanes(tx: Tx, name: Pausable): boolean {
  const pauses = pausesOf(tx);
  const paused = lanesOf(name).filter((lane) => pauses[lane]);
  if (paused.length === 0) return false;
  for (const lane of paused) delete pauses[lane];
  setMeta(tx, KEY, pauses);
  tx.jobsChanged();
  return true;
}

type PausableLane = (typeof PAUSABLE_LANES)[number];

function lanesOf(name: Pausable): readonly PausableLane[] {
  return PAUSABLE_LANES.filter((lane) => lane === name || lane.startsWith(`${name}_`));
}
