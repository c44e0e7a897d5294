/** Tells once, after an upgrade, which existing rules hold more than they did, with figures from the stored items. */
import { z } from "zod";
import { DAY_MS } from "../base/clock.ts";
import { storedItems } from "../desk/rule-trial.ts";
import { heldByProof } from "../domain/policy.ts";
import { getMeta, setMeta } from "../store/tables/meta.ts";
import type { Deps } from "./deps.ts";

const KEY = "proof.told";
const LOOKED_AT = { days: 30, limit: 500 };

/** Writes one line to the log for each rule that would have approved items that now wait for want of proof. */
export async function tellHeldByProof(deps: Pick<Deps, "db" | "clock" | "config" | "log">): Promise<void> {
  const { db, clock, config, log } = deps;
  if (getMeta(db, KEY, z.number()) !== undefined) return;
  const held = new Map<string, number>();
  let items = 0;
  const createdSince = clock.now() - LOOKED_AT.days * DAY_MS;
  for await (const { item, facts } of storedItems(deps, { createdSince, limit: LOOKED_AT.limit, brands: null })) {
    items++;
    const rule = facts && heldByProof(config.approval, facts, item.ai_analysis?.attention ?? []);
    if (rule !== null) held.set(rule, (held.get(rule) ?? 0) + 1);
  }
  await db.write((tx) => setMeta(tx, KEY, clock.now()));
  for (const [rule, count] of held)
    log.warn(
      { rule, held: count, items },
      "this rule holds more than it did: a draft goes out alone only when it is proven harmless; see: reputation policy test",
    );
}
