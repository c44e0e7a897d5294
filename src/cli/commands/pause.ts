/** `pause`, `resume`: stops what goes out, what comes in, or what costs tokens, at once. */
import { openCore } from "../../app.ts";
import { UsageError } from "../../base/errors.ts";
import { PAUSABLE, type Pausable } from "../../store/tables/pauses.ts";
import type { Context } from "../context.ts";

const EFFECTS: Record<Pausable, string> = {
  publish: "nothing is published; approved answers wait",
  poll: "nothing new is read",
  ai: "nothing is analysed or drafted",
};

/** @throws UsageError for a word that is no lane */
function readLanes(words: string[]): Pausable[] {
  if (words.length === 0) return [...PAUSABLE];
  return words.map((word) => {
    const lane = PAUSABLE.find((known) => known === word);
    if (lane) return lane;
    throw new UsageError(`there is no "${word}" to pause: it is one of ${PAUSABLE.join(", ")}`);
  });
}

export async function pause(context: Context, paused: boolean, args: string[]): Promise<void> {
  const lanes = readLanes(args);
  const core = openCore(await context.deskConfig());
  try {
    const rows: { lane: Pausable; paused: boolean; changed: boolean }[] = [];
    for (const lane of lanes) {
      const changed = await core.decisions[paused ? "pause" : "resume"](lane, context.actor);
      rows.push({ lane, paused, changed });
    }
    context.print(rows, () => rows.map(line).join("\n"));
    if (paused) context.hint(`Go on with: reputation resume${args.length === 0 ? "" : ` ${args.join(" ")}`}`);
  } finally {
    core.close();
  }
}

function line({ lane, paused, changed }: { lane: Pausable; paused: boolean; changed: boolean }): string {
  const state = `${changed ? "is now" : "is already"} ${paused ? "paused" : "running"}`;
  return `${lane} ${state}${paused ? `: ${EFFECTS[lane]}` : ""}`;
}
