import type { Tx } from "../store/db.ts";
import type { Deps } from "./deps.ts";
import { lookAtHeldAi } from "./drafting/ai-hold.ts";
import { lookAtHeldKeys } from "./key-hold.ts";

/** At a start and with other settings: lifts the holds of what was replaced, and lets one request find out about the rest. */
export function lookAtHeld(tx: Tx, deps: Deps): void {
  lookAtHeldKeys(tx, deps);
  lookAtHeldAi(tx, deps);
}
