import type { z } from "zod";
import { AuthError, ReputationError } from "../../base/errors.ts";
import type { HttpClient } from "../http.ts";
import type { Product } from "../products.ts";
import * as wire from "./wire.ts";

/**
 * Reads names and brands by sku (reference: Ozon Seller API, `/v3/product/info/list`, `/v4/product/info/attributes`).
 * The two look-ups do without each other: what the failed one would have told makes the products partial.
 * @throws the error of the first when both fail
 */
export async function loadOzonProducts(
  http: HttpClient,
  skus: string[],
  signal: AbortSignal,
): Promise<Map<string, Product>> {
  const named = await outcomeOf(
    http.read({ method: "POST", path: "/v3/product/info/list", body: { sku: skus }, reply: wire.ozonProducts }, signal),
    signal,
  );
  const branded = await outcomeOf(readBranded(http, skus, named, signal), signal);
  if ("error" in named && "error" in branded) throw named.error;
  const items = "value" in named ? named.value : { items: [] };
  const result = "value" in branded ? branded.value : { result: [] };
  const error = "error" in named ? named.error : "error" in branded ? branded.error : null;
  return withPartial(wire.ozonProductsBySku(items, result), skus, error);
}

/** `ALL` means all but the archived cards, so those that it does not show are asked for once more. */
async function readBranded(http: HttpClient, skus: string[], named: Outcome<Named>, signal: AbortSignal) {
  const { result } = await readAttributes(http, skus, "ALL", signal);
  const items = "value" in named ? named.value : { items: [] };
  const shown = wire.ozonProductsBySku(items, { result });
  const missing = skus.filter((sku) => (shown.get(sku)?.brand ?? null) === null);
  if (missing.length === 0) return { result };
  const archived = await readAttributes(http, missing, "ARCHIVED", signal);
  return { result: [...result, ...archived.result] };
}

type Named = z.infer<typeof wire.ozonProducts>;

async function readAttributes(http: HttpClient, skus: string[], visibility: string, signal: AbortSignal) {
  const body = { filter: { sku: skus, visibility }, limit: 1000, sort_dir: "ASC" };
  const path = "/v4/product/info/attributes";
  return http.read({ method: "POST", path, body, reply: wire.ozonAttributes }, signal);
}

type Outcome<T> = { value: T } | { error: ReputationError };

async function outcomeOf<T>(look: Promise<T>, signal: AbortSignal): Promise<Outcome<T>> {
  try {
    return { value: await look };
  } catch (error) {
    if (signal.aborted || !(error instanceof ReputationError)) throw error;
    return { error };
  }
}

/** Marks what lacks a name or a brand after a failure: it is not known to have none. */
function withPartial(
  products: Map<string, Product>,
  skus: readonly string[],
  error: ReputationError | null,
): Map<string, Product> {
  if (error === null) return products;
  const partial = error instanceof AuthError ? "denied" : "failed";
  for (const sku of skus) {
    const product = products.get(sku) ?? { sku: null, name: null, brand: null };
    if (product.name === null || product.brand === null) products.set(sku, { ...product, partial });
  }
  return products;
}
