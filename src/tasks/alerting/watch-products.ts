/** Looks once an hour for what stands out of products: no transaction causes that, days that pass do as well. */
import { causeChain } from "../../base/errors.ts";
import { HOUR_MS, MINUTE_MS, type Timer } from "../../base/clock.ts";
import { tellOfSignals, type FoundSignal } from "../../decisions/product-signals.ts";
import { productsApi, type NamedSignal } from "../../desk/products.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { anybodyIsTold } from "../../store/tables/alert-contacts.ts";
import type { Deps } from "../deps.ts";

type WatchDeps = Pick<Deps, "db" | "clock" | "log" | "enqueue" | "products">;

export function startProductWatch(deps: WatchDeps): { stop(): void } {
  let timer: Timer | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    await lookAtProducts(deps);
    if (!stopped) timer = deps.clock.after(HOUR_MS, () => void look());
  }

  // Not while everything else starts.
  timer = deps.clock.after(2 * MINUTE_MS, () => void look());
  return {
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** One look; each signal is told once. */
export async function lookAtProducts(deps: WatchDeps): Promise<void> {
  const { db, clock, log } = deps;
  if (!anybodyIsTold(db)) return;
  const articleOf = (sku: string): string | undefined => deps.products?.articleOf(sku);
  try {
    const signals = await productsApi({ db, clock, articleOf }).signals(null);
    const found = signals.map((one) => foundOf(one, articleOf));
    if (found.length > 0) await db.write((tx) => tellOfSignals(tx, deps, found));
  } catch (error) {
    if (!isStoreFault(error)) log.error({ err: causeChain(error) }, "cannot look at the products; trying again");
  }
}

const LONGEST_NAME = 300;

function foundOf(
  { signal, shops, quotes, name }: NamedSignal,
  articleOf: (sku: string) => string | undefined,
): FoundSignal {
  const { brand_id: brand, platform, sku } = shops[0]!;
  // Only the products file says that SKUs are one product.
  const product = articleOf(sku) ?? `${platform} ${sku}`;
  const called = name?.slice(0, LONGEST_NAME).toWellFormed() ?? null;
  return { brand, product, platform, sku, name: called, signal, items: quotes.map(({ id }) => id) };
}
