import { askingOf } from "../asking.ts";
import type { PartsOf, View } from "../parts.ts";
import type { Sample } from "./props.ts";

/** Enough to choose from; older ones would say nothing else. */
const SAMPLES = 20;
const LONGEST_PRODUCT = 40;
const LONGEST_WORDS = 200;

/** The newest items of a brand that have been analysed: what a voice is tried on. */
export async function samplesOf(
  { items, samples = items }: PartsOf<"voice">,
  { person, say: { web } }: View,
  brand: string,
): Promise<Sample[]> {
  const query = { tab: "all", sort: "newest", limit: SAMPLES, brand: [brand] } as const;
  const page = await samples.list(query, askingOf(person));
  return page.items
    .filter(({ ai_analysis: analysis }) => analysis !== null)
    .map(({ id, rating, product_name, client_text }) => ({
      id,
      what: rating === null ? web.questionOf : `${rating}★`,
      product: cut(product_name ?? web.noProduct, LONGEST_PRODUCT),
      words: client_text === "" ? web.onlyStars : cut(client_text, LONGEST_WORDS),
    }));
}

function cut(text: string, longest: number): string {
  // Half of a character that takes two would be no character.
  return text.length > longest ? `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}
