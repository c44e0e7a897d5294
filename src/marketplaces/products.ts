import { DAY_MS, HOUR_MS, type Clock } from "../base/clock.ts";
import { AuthError } from "../base/errors.ts";
import { createEmbellisher, type Embellisher } from "./embellish.ts";

/** What is known about a product of the seller's. */
export interface Product {
  /** The seller's own article. */
  sku: string | null;
  name: string | null;
  brand: string | null;
  /** Its main picture first. */
  photos?: string[];
  /** A part of the look-up failed, or the key may not make it: what it would have told is null, and not absent. */
  partial?: "failed" | "denied";
}

/** Looks products up by the id that reviews and questions name. */
export interface Products {
  /**
   * The products among `ids` that the marketplace knows. A look-up that fails is no absence: it is not kept, and
   * costs nothing but the names.
   * @throws the signal's reason when it aborts, and nothing else
   */
  find(ids: readonly string[], signal: AbortSignal, run?: Embellisher): Promise<Map<string, Product>>;
  /** Whether the marketplace has answered about this product, be it that there is none. */
  isSettled(id: string): boolean;
}

/** Asks the marketplace for up to 100 products. */
export type LoadProducts = (ids: string[], signal: AbortSignal) => Promise<Map<string, Product>>;

const KEEP_MS = DAY_MS;
/** A card that is not there, or names no brand, may be put right any time, and an item may wait for it. */
const KEEP_ABSENCE_MS = HOUR_MS;
/** A key that may not read products is told so again soon, but not by every page of a list. */
const DENIED_MS = 60_000;
const KEPT_PRODUCTS = 20_000;
const BATCH = 100;

/** A cache of products, kept for a day: names and brands rarely change, and reviews come for the same few. */
export function createProducts(load: LoadProducts, clock: Clock): Products {
  const kept = new Map<string, { product: Product | null; until: number }>();

  let deniedUntil = 0;

  function keep(id: string, product: Product | null): void {
    kept.delete(id);
    kept.set(id, { product, until: clock.now() + keepMs(product) });
  }

  async function loadBatch(batch: string[], signal: AbortSignal): Promise<Map<string, Product>> {
    try {
      return await load(batch, signal);
    } catch (error) {
      if (error instanceof AuthError) deniedUntil = clock.now() + DENIED_MS;
      throw error;
    }
  }

  function forgetOldest(): void {
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_PRODUCTS) break;
      kept.delete(oldest);
    }
  }

  const isFresh = (id: string): boolean => (kept.get(id)?.until ?? 0) > clock.now();

  return {
    isSettled: (id) => isFresh(id) && !kept.get(id)?.product?.partial,
    async find(ids, signal, run = createEmbellisher(clock)) {
      const missing = deniedUntil > clock.now() ? [] : [...new Set(ids)].filter((id) => !isFresh(id));
      for (let at = 0; at < missing.length; at += BATCH) {
        const batch = missing.slice(at, at + BATCH);
        const loaded = await run.ask((deadline) => loadBatch(batch, deadline), signal);
        if (loaded === undefined) break;
        for (const id of batch) keep(id, loaded.get(id) ?? null);
        forgetOldest();
      }
      const known = new Map<string, Product>();
      for (const id of ids) {
        const product = kept.get(id)?.product ?? null;
        if (product !== null) known.set(id, product);
      }
      return known;
    },
  };
}

function keepMs(product: Product | null): number {
  // What is partial is used now, and asked for again the next time.
  if (product?.partial) return product.partial === "denied" ? DENIED_MS : 0;
  return product !== null && product.name !== null && product.brand !== null ? KEEP_MS : KEEP_ABSENCE_MS;
}
