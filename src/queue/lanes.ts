/** The lanes' slots: how many are free, how many jobs may be claimed for them, and what was claimed ahead. */
import type { ClaimedJob } from "../store/tables/jobs.ts";

/** Jobs claimed ahead (prefetched) for each slot of a quick lane, the one that begins at once included. The slot works them off one after another, and their ends share a commit. */
const PREFETCH = 8;

/** One lane of this process. */
export interface LaneSlots {
  size: number;
  running: number;
  /** Claimed ahead: these start as slots fall free. */
  ahead: ClaimedJob[];
  /**
   * All that the lane started in its last turn of the event loop has ended in that turn. Only such a lane claims ahead;
   * what does not start within the turn goes back, so that nothing urgent ever waits behind it.
   */
  quick: boolean;
  /** Something was started in this turn of the event loop. */
  started: boolean;
}

export function createLane(size: number): LaneSlots {
  return { size, running: 0, ahead: [], quick: false, started: false };
}

/** How many jobs may be claimed for the lane now. */
export function roomOf({ size, running, quick }: LaneSlots): number {
  return (quick ? size * PREFETCH : size) - running;
}

/** Called when a turn of the event loop is over. */
export function endTurn(lane: LaneSlots): void {
  if (!lane.started) return;
  lane.quick = lane.running === 0;
  lane.started = false;
}

/** What was claimed ahead and has not started, to be given back. */
export function takeAhead(lane: LaneSlots): ClaimedJob[] {
  if (lane.ahead.length > 0) lane.quick = false;
  return lane.ahead.splice(0);
}
