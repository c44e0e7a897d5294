/** How topics get into sentences. */
import type { Topic } from "./lexicon.ts";
import type { TopicPhrases } from "./phrases-form.ts";

/** What may stand for {what_happened}: «размер не подошёл», of two topics «размер не подошёл и запах вам не понравился». */
export function whatHappened(
  topics: readonly Topic[],
  phrases: Record<string, TopicPhrases>,
  otherwise: readonly string[],
): readonly string[] {
  const [first, second] = topics.map(({ name }) => phrases[name]?.what_happened ?? []);
  if (first === undefined) return otherwise;
  return second === undefined ? first : joined(first, second);
}

function joined(first: readonly string[], second: readonly string[]): string[] {
  const pairs = first.flatMap((a) => second.map((b) => [a, b] as const));
  // A pair that repeats a word («Заказ приехал быстро и заказ доехал в целости») is avoided.
  const apart = pairs.filter(([a, b]) => a.split(" ", 1)[0] !== b.split(" ", 1)[0]);
  return apart.map(([a, b]) => `${a}${a.includes(",") ? "," : ""} и ${b}`);
}

/** «Нам жаль, что размер не подошёл.» */
export function inFrames(frames: readonly string[], happened: readonly string[]): string[] {
  return frames.flatMap((frame) => happened.map((what) => frame.replace("{what_happened}", () => what)));
}

/** The list of what may follow the first topic. */
export function nextOf(topics: readonly Topic[], phrases: Record<string, TopicPhrases>, otherwise: string): string {
  return phrases[topics[0]?.name ?? ""]?.next ?? otherwise;
}
