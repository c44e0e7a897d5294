import { z } from "zod";
import { readAsset } from "../base/assets.ts";
import { ConfigError, messageOf } from "../base/errors.ts";
import { readUtf8 } from "../base/files/text.ts";
import { ITEM_TYPES, PLATFORMS, type ItemType, type Platform } from "../domain/platform.ts";

/** A buyer's review or question from which the sandbox makes an item. */
export interface SampleItem {
  /** Unique; decides the item's id at the marketplace. */
  id: string;
  text: string;
  /** 1–5 for a review, null for a question. */
  rating: number | null;
  /** Default: review. */
  itemType?: ItemType;
  /** Without it, items are dealt in turn over wb, ozon and ym. */
  platform?: Platform;
  pros?: string;
  cons?: string;
  clientName?: string;
  /** Without a name or sku, a product of the catalogue is dealt. */
  productName?: string;
  sku?: string;
  /** Unix ms. Without it, items are spread evenly over the last 28 days. */
  createdAt?: number;
  /** How many. */
  photos?: number;
  /** Ozon only. */
  orderCancelled?: boolean;
  /** What the seller has answered in the cabinet, an hour later. */
  answer?: string;
}

const sampleItem: z.ZodType<SampleItem> = z
  .object({
    id: z.string().min(1),
    text: z.string(),
    rating: z.int().min(1).max(5).nullable(),
    itemType: z.enum(ITEM_TYPES).exactOptional(),
    platform: z.enum(PLATFORMS).exactOptional(),
    pros: z.string().exactOptional(),
    cons: z.string().exactOptional(),
    clientName: z.string().min(1).exactOptional(),
    productName: z.string().min(1).exactOptional(),
    sku: z.string().min(1).exactOptional(),
    createdAt: z.int().min(0).exactOptional(),
    photos: z.int().min(0).max(10).exactOptional(),
    orderCancelled: z.boolean().exactOptional(),
    answer: z.string().min(1).exactOptional(),
  })
  .refine((sample) => (sample.itemType === "question") === (sample.rating === null), {
    path: ["rating"],
    message: "a review has 1 to 5 stars, a question has null",
  });

/**
 * What the shops hold unless told otherwise, the three marketplaces by turns: `data/samples.*.jsonl`. The texts are
 * invented, as are the shop and its clothes.
 */
export function builtInSamples(): SampleItem[] {
  const [first, ...others] = PLATFORMS.map((platform) => {
    const name = `data/samples.${platform}.jsonl`;
    return parseSamples(readAsset(name).toString("utf8"), name);
  });
  return (first ?? []).flatMap((sample, at) => [sample, ...others.flatMap((list) => list[at] ?? [])]);
}

/** What the shop answered in the marketplaces' cabinets before: `data/samples.past.jsonl`, without times. */
export function answeredSamples(): SampleItem[] {
  const name = "data/samples.past.jsonl";
  return parseSamples(readAsset(name).toString("utf8"), name);
}

/**
 * Reads samples from a JSON Lines file: one object a line, `{"id", "text", "rating"}` and optionally the other
 * fields of `SampleItem`; other keys and empty lines are ignored.
 * @throws ConfigError naming file and line
 */
export function readSamples(file: string): SampleItem[] {
  return parseSamples(readText(file), file);
}

/** A hundred thousand long reviews. */
const MOST_BYTES = 256 * 1024 * 1024;

function readText(file: string): string {
  try {
    return readUtf8(file, MOST_BYTES);
  } catch (cause) {
    const why = `cannot read the samples file ${file}: ${messageOf(cause)}`;
    throw new ConfigError(why, { code: "sandbox.samples", cause });
  }
}

function parseSamples(text: string, file: string): SampleItem[] {
  const lineOf = new Map<string, number>();
  const samples: SampleItem[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const sample = parseLine(line, `${file}:${index + 1}`);
    const earlier = lineOf.get(sample.id);
    if (earlier !== undefined) throw invalid(`${file}:${index + 1}`, `id "${sample.id}" is on line ${earlier} already`);
    lineOf.set(sample.id, index + 1);
    samples.push(sample);
  }
  return samples;
}

function parseLine(line: string, where: string): SampleItem {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw invalid(where, "this line is not JSON", cause);
  }
  const parsed = sampleItem.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the line"}: ${issue.message}`);
  throw invalid(where, problems.join("; "));
}

function invalid(where: string, problem: string, cause?: unknown): ConfigError {
  return new ConfigError(`${where}  ${problem}`, {
    code: "sandbox.samples",
    hint: 'Write one JSON object a line: {"id": "1", "text": "…", "rating": 5}.',
    cause,
  });
}
