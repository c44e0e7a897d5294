/** What the buyers of a torture write. The rules approve questions and good reviews; bad reviews must not be answered. */
import type { Platform } from "../../src/domain/platform.ts";
import type { Random } from "../../src/sandbox/random.ts";
import { builtInSamples, type SampleItem } from "../../src/sandbox/samples.ts";

/** Wildberries allows few requests a second, so it gets fewer items and does not delay the end. */
export const TURNS: readonly Platform[] = ["ozon", "ym", "ozon", "ym", "ozon", "wb"];

const SAMPLES = builtInSamples();
const QUESTIONS = SAMPLES.filter((sample) => sample.rating === null);
const GOOD = SAMPLES.filter(({ rating, text }) => rating !== null && rating >= 4 && text.trim() !== "");
/** Nothing in these waits for a person; most of the samples, good ones too, have something that does. */
const PRAISES = [
  "Очень нравится, ношу с удовольствием",
  "Отличное качество, всем рекомендую",
  "Очень довольна покупкой",
  "Мягкая ткань, приятно носить",
  "Спасибо, всё понравилось",
];
const BAD = SAMPLES.filter(({ rating, text }) => rating !== null && rating < 4 && text.trim() !== "");

/** One review or question; ids never repeat, texts do. */
export function written(random: Random, number: number, platform: Platform, wanted: boolean): SampleItem {
  const id = `torture-${number}`;
  if (wanted && random.chance(0.5))
    return { id, platform, itemType: "review", text: `${random.pick(PRAISES)}, вещь номер ${number}.`, rating: 5 };
  const { text, rating, itemType = "review" } = random.pick(wanted ? (random.chance(0.2) ? QUESTIONS : GOOD) : BAD);
  return { id, platform, itemType, text, rating };
}
