import { DAY_MS, type Clock } from "../base/clock.ts";
import { AuthError } from "../base/errors.ts";

/** What is known about a product of the seller's. */
export interface Product {
  /** The seller's own article. */
  sku: string | null;
  name: string | null;
  brand: string | null;
}

/** Looks products up by the id that reviews and questions name. */
export interface Products {
  /** The products among `ids` that the marketplace knows. */
  find(ids: readonly string[], signal: AbortSignal): Promise<Map<string, Product>>;
}

/** Asks the marketplace for up to 100 products. */
export type LoadProducts = (ids: string[], signal: AbortSignal) => Promise<Map<string, Product>>;

const KEEP_MS = DAY_MS;
const KEPT_PRODUCTS = 20_000;
const BATCH = 100;

/**
 * A cache of products, kept for a day: names and brands rarely change, and reviews come for the same few.
 * A key without the right to read products must not cost the reviews: items then come without names for a day.
 */
export function createProducts(load: LoadProducts, clock: Clock): Products {
  const kept = new Map<string, { product: Product | null; until: number }>();

  async function loadBatch(ids: string[], signal: AbortSignal): Promise<void> {
    const loaded = await load(ids, signal).catch((error) => {
      if (error instanceof AuthError) return new Map<string, Product>();
      throw error;
    });
    const until = clock.now() + KEEP_MS;
    for (const id of ids) {
      kept.delete(id);
      kept.set(id, { product: loaded.get(id) ?? null, until });
    }
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_PRODUCTS) break;
      kept.delete(oldest);
    }
  }

  return {
    async find(ids, signal) {
      const missing = [...new Set(ids)].filter((id) => (kept.get(id)?.until ?? 0) <= clock.now());
      for (let at = 0; at < missing.length; at += BATCH) await loadBatch(missing.slice(at, at + BATCH), signal);
      const known = new Map<string, Product>();
      for (const id of ids) {
        const product = kept.get(id)?.product ?? null;
        if (product !== null) known.set(id, product);
      }
      return known;
    },
  };
}
