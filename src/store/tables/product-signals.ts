/** What stands out of products at present. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertsSchema } from "../schema-alerts.ts";

type Row = Selectable<AlertsSchema["product_signals"]>;
type SignalKey = Pick<Row, "brand_id" | "product" | "signal">;

/** When it was last found; undefined when it was not, or long ago. */
export function signalSeenAt(reader: Reader, { brand_id, product, signal }: SignalKey): number | undefined {
  const query = q.selectFrom("product_signals").select("seen_at");
  const one = query.where("brand_id", "=", brand_id).where("product", "=", product).where("signal", "=", signal);
  return reader.get(one)?.seen_at;
}

/** It stands out, as before. */
export function renewSignal(tx: Tx, { brand_id, product, signal }: SignalKey, now: number): void {
  const update = q.updateTable("product_signals").set({ seen_at: now });
  tx.run(update.where("brand_id", "=", brand_id).where("product", "=", product).where("signal", "=", signal));
}

/** It stands out since now. */
export function beginSignal(tx: Tx, key: SignalKey, now: number): void {
  const times = { since: now, seen_at: now };
  tx.run(
    q
      .insertInto("product_signals")
      .values({ ...key, ...times })
      .onConflict((conflict) => conflict.columns(["brand_id", "product", "signal"]).doUpdateSet(times)),
  );
}
