import { PLATFORM_NAMES, type Platform } from "../domain/platform.ts";
import { PAUSABLE_GROUPS, type Pausable } from "../store/tables/pauses.ts";
import type { Context } from "./context.ts";
import { withCore } from "./core.ts";

const EFFECTS = {
  publish: "nothing is published; approved answers wait",
  poll: "nothing new is read",
  ai: "nothing is analysed or drafted",
};

/** What the pause of a group, or of one of its lanes, means. */
function effectOf(name: Pausable): string {
  const [group, platform] = name.split("_") as [keyof typeof EFFECTS, Platform?];
  return EFFECTS[group] + (platform === undefined ? "" : ` (${PLATFORM_NAMES[platform]} only)`);
}

/** `pause`, `resume`: stops what goes out, what comes in, or what costs tokens, at once. @param only undefined: all */
export async function pauseLanes(context: Context, paused: boolean, only: Pausable | undefined): Promise<void> {
  const rows = await withCore(context, async ({ decisions }) => {
    const done: Row[] = [];
    for (const lane of only === undefined ? PAUSABLE_GROUPS : [only]) {
      const changed = await decisions[paused ? "pause" : "resume"](lane, context.actor);
      done.push({ lane, paused, changed });
    }
    return done;
  });
  context.print(rows, () => rows.map(line).join("\n"));
  if (paused) context.hint(`Go on with: reputation resume${only === undefined ? "" : ` ${only}`}`);
}

interface Row {
  lane: Pausable;
  paused: boolean;
  changed: boolean;
}

function line({ lane, paused, changed }: Row): string {
  const state = `${changed ? "is now" : "is already"} ${paused ? "paused" : "running"}`;
  return `${lane} ${state}${paused ? `: ${effectOf(lane)}` : ""}`;
}
