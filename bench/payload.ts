import type { Data } from "./engine.ts";

/** The stages of an item, each a job. */
export const STAGES: readonly string[] = ["analyze", "generate", "send"];

/** A job of about a hundred bytes. */
export function payload(item: number): Data {
  return { item, text: "a small job payload of about one hundred bytes, padded with filler text" };
}

/** The value below which `share` of the list lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** How long the work takes. */
export async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
