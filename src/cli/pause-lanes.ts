import { PAUSABLE, type Pausable } from "../store/tables/pauses.ts";
import type { Context } from "./context.ts";
import { withCore } from "./core.ts";

const EFFECTS: Record<Pausable, string> = {
  publish: "nothing is published; approved answers wait",
  poll: "nothing new is read",
  ai: "nothing is analysed or drafted",
};

/** `pause`, `resume`: stops what goes out, what comes in, or what costs tokens, at once. @param only undefined: all */
export async function pauseLanes(context: Context, paused: boolean, only: Pausable | undefined): Promise<void> {
  const rows = await withCore(context, async ({ decisions }) => {
    const done: Row[] = [];
    for (const lane of only === undefined ? PAUSABLE : [only]) {
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
  return `${lane} ${state}${paused ? `: ${EFFECTS[lane]}` : ""}`;
}
