import type { Category, Sentiment } from "../../domain/analysis.ts";

/** What an analysis says, in Russian. */
export const sentiments: Record<Sentiment, string> = {
  positive: "хвалит",
  neutral: "нейтрально",
  negative: "недоволен",
};

export const categories: Record<Category, string> = {
  sizing: "размер",
  quality: "качество",
  delivery: "доставка",
  packaging: "упаковка",
  price: "цена",
  appearance: "внешний вид",
  other: "другое",
};
