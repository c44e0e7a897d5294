/** Facts about products that answers may state: from a CSV file, then from a Knowledge API. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { HOUR_MS, type Clock } from "../base/clock.ts";
import { ConfigError, messageOf } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Config } from "../config/schema.ts";
import type { Net } from "../net/client.ts";
import { parseJson } from "../net/json.ts";

/** One fact a line: `Состав: хлопок 95 %, эластан 5 %`; null when nothing is known. */
export type Facts = (sku: string | null, signal: AbortSignal) => Promise<string | null>;

const API_TIMEOUT_MS = 5000;
const LARGEST_REPLY_BYTES = 1024 * 1024;
const CACHE_MS = HOUR_MS;
/** Products remembered from the API. */
const CACHE_SIZE = 5000;

/** @throws ConfigError when the file cannot be read or has no column `sku` */
export function createFacts(
  { products_file: file, api_url: apiUrl }: Config["knowledge"],
  clock: Clock,
  log: Log,
  net: Net,
): Facts {
  const known = file ? readProducts(file) : new Map<string, string>();
  const cache = new Map<string, { facts: string | null; until: number }>();

  async function ask(url: string, sku: string, signal: AbortSignal): Promise<string | null> {
    const cached = cache.get(sku);
    if (cached && clock.now() < cached.until) return cached.facts;
    const facts = await askApi(net, `${url}/knowledge/product/${encodeURIComponent(sku)}`, signal);
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value ?? "");
    cache.set(sku, { facts, until: clock.now() + CACHE_MS });
    return facts;
  }

  return async (sku, signal) => {
    if (sku === null) return null;
    const facts = known.get(key(sku));
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

function readProducts(file: string): Map<string, string> {
  let rows: Record<string, string>[];
  try {
    const options = { columns: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true } as const;
    rows = parse<Record<string, string>>(readFileSync(file, "utf8"), { ...options, delimiter: [",", ";", "\t"] });
  } catch (error) {
    throw new ConfigError(`knowledge.products_file cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const skuColumn = Object.keys(rows[0] ?? {}).find((column) => /^(sku|артикул)$/i.test(column));
  if (rows.length > 0 && skuColumn === undefined) {
    throw new ConfigError(`knowledge.products_file ${file} has no column "sku"`, {
      hint: 'Its first line names the columns: one is "sku" (or "артикул"), every other one is a fact.',
    });
  }
  return new Map(rows.map((row) => [key(row[skuColumn ?? ""] ?? ""), factLines(row, skuColumn)]));
}

function factLines(row: Record<string, unknown>, except?: string): string {
  return Object.entries(row)
    .filter(
      ([name, value]) => name !== except && (typeof value === "string" || typeof value === "number") && value !== "",
    )
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join("\n");
}

async function askApi(net: Net, address: string, signal: AbortSignal): Promise<string | null> {
  const ask = { url: new URL(address), method: "GET", headers: {}, body: null, signal } as const;
  const { status, text } = await net.request({ ...ask, timeoutMs: API_TIMEOUT_MS, largestBytes: LARGEST_REPLY_BYTES });
  if (status === 404) return null;
  if (status < 200 || status > 299) throw new Error(`HTTP ${status}`);
  return factLines(z.record(z.string(), z.unknown()).parse(parseJson(text))) || null;
}

function key(sku: string): string {
  return sku.trim().toLowerCase();
}
