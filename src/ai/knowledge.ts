/** Facts about products that answers may state: from a table, then from a Knowledge API. */
import { z } from "zod";
import { HOUR_MS, type Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Config } from "../config/schema.ts";
import type { Net } from "../net/client.ts";
import { parseJson } from "../net/json.ts";
import { readProducts, type Products } from "./products.ts";

/** One fact a line: `Состав: хлопок 95 %, эластан 5 %`; null when nothing is known. */
export type Facts = (sku: string | null, signal: AbortSignal) => Promise<string | null>;

const API_TIMEOUT_MS = 5000;
const LARGEST_REPLY_BYTES = 1024 * 1024;
const CACHE_MS = HOUR_MS;
/** Products remembered from the API. */
const CACHE_SIZE = 5000;

/** The products of the seller's file, if there is one. @throws ConfigError when it cannot be read */
export function knownProducts({ products_file: file }: Config["knowledge"], log: Log): Products | undefined {
  const products = file ? readProducts(file) : undefined;
  if (products) log.info({ file, products: products.count, notes: products.notes }, "the products file was read");
  return products;
}

/** @param products of the file; undefined when there is none */
export function createFacts(
  { api_url: apiUrl }: Config["knowledge"],
  products: Products | undefined,
  clock: Clock,
  log: Log,
  net: Net,
): Facts {
  const cache = new Map<string, { facts: string | null; until: number }>();

  async function ask(url: string, sku: string, signal: AbortSignal): Promise<string | null> {
    const cached = cache.get(sku);
    if (cached && clock.now() < cached.until) return cached.facts;
    const facts = await askKnowledge(net, url, sku, signal);
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value ?? "");
    cache.set(sku, { facts, until: clock.now() + CACHE_MS });
    return facts;
  }

  return async (sku, signal) => {
    if (sku === null) return null;
    const facts = products?.factsOf(sku);
    if (facts !== undefined || !apiUrl) return facts ?? null;
    try {
      return await ask(apiUrl, sku, signal);
    } catch (error) {
      signal.throwIfAborted();
      // An answer without facts, which claims nothing, is better than no answer.
      log.warn({ sku, err: messageOf(error) }, "the Knowledge API cannot be asked; the draft goes without facts");
      return null;
    }
  };
}

function factLines(row: Record<string, unknown>): string {
  return Object.entries(row)
    .filter(([, value]) => (typeof value === "string" || typeof value === "number") && value !== "")
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join("\n");
}

/**
 * Asks the Knowledge API about a product.
 * @returns one fact a line; null when it knows none
 * @throws Error when it cannot be asked, or answers something else
 */
export async function askKnowledge(net: Net, url: string, sku: string, signal: AbortSignal): Promise<string | null> {
  const address = new URL(`${url}/knowledge/product/${encodeURIComponent(sku)}`);
  const ask = { url: address, method: "GET", headers: {}, body: null, signal } as const;
  const { status, text } = await net.request({ ...ask, timeoutMs: API_TIMEOUT_MS, largestBytes: LARGEST_REPLY_BYTES });
  if (status === 404) return null;
  if (status < 200 || status > 299) throw new Error(`HTTP ${status}`);
  return factLines(z.record(z.string(), z.unknown()).parse(parseJson(text))) || null;
}
