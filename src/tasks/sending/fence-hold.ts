import type { Hold } from "../../desk/hold-reason.ts";
import type { Tx } from "../../store/db.ts";
import { noteFenceHold } from "../../store/tables/standing.ts";
import type { Deps } from "../deps.ts";

/** Whether the answer waits because another daemon may send; why is noted for whoever looks at it. */
export function fenceHold(tx: Tx, { fence, clock }: Pick<Deps, "fence" | "clock">): Hold | undefined {
  const hold = fence?.hold();
  noteFenceHold(tx, hold?.why);
  return hold && { until: clock.now() + hold.retryAfterMs, reason: hold.message };
}
