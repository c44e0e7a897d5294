/** Tells of what stands out of products: once, and again only after it was gone for a week. */
import { DAY_MS } from "../base/clock.ts";
import type { AlertEvent } from "../domain/alert/event.ts";
import { signalName } from "../domain/product-signal.ts";
import type { Tx } from "../store/db.ts";
import { beginSignal, renewSignal, signalSeenAt } from "../store/tables/product-signals.ts";
import { tell, type AlertParts } from "./alerts.ts";

/** A complaint more or less a day makes no new signal. */
const GONE_MS = 7 * DAY_MS;

export type FoundSignal = Omit<Extract<AlertEvent, { kind: "product_signal" }>, "kind" | "since">;

/** @param found everything that stands out now */
export function tellOfSignals(tx: Tx, parts: AlertParts, found: readonly FoundSignal[]): void {
  const now = parts.clock.now();
  for (const one of found) {
    const key = { brand_id: one.brand, product: one.product, signal: signalName(one.signal) };
    const seenAt = signalSeenAt(tx, key);
    if (seenAt !== undefined && now - seenAt <= GONE_MS) renewSignal(tx, key, now);
    else {
      beginSignal(tx, key, now);
      tell(tx, parts, { kind: "product_signal", ...one, since: now });
    }
  }
}
