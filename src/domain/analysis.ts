/** What the AI makes of a buyer's text (specification, section on AI analysis). */

export const SENTIMENTS = ["positive", "neutral", "negative"] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

export const CATEGORIES = ["sizing", "quality", "delivery", "packaging", "price", "appearance", "other"] as const;
export type Category = (typeof CATEGORIES)[number];

/** Topics of a buyer's text that always wait for a person, whatever the rating. */
export const TOPICS = ["safety", "defect", "money", "law", "abuse", "personal_data"] as const;

/**
 * Reasons why an item waits for a person. `delicate`: it may be about politics, grief or other people's goods, or mean the
 * opposite of what it says; the built-in AI alone tells so. `unclear`: the LLM named a reason that nobody can read.
 */
export const ATTENTIONS = [...TOPICS, "delicate", "unclear"] as const;
export type Attention = (typeof ATTENTIONS)[number];

/** What the trained model of the built-in AI can take a review for. */
export const SUSPECTS = [...TOPICS, "delicate"] as const;

/** A reason for attention that no word list names and the trained model suspects. */
export interface Suspicion {
  topic: (typeof SUSPECTS)[number];
  /** False: the review is only somewhat like those that a person must see. */
  sure: boolean;
}

/** The topics that cannot wait for the morning: somebody may come to harm, or to court. */
const GRAVE: ReadonlySet<Attention> = new Set<Attention>(["safety", "law"]);

/** The topics of an ordinary complaint: all that goes beyond goods and money is rare, and needs evidence of its own. */
export const ORDINARY: readonly Suspicion["topic"][] = ["defect", "money"];

/** Whether a matter of health or law is among them. */
export function isGrave(attention: readonly Attention[]): boolean {
  return attention.some((topic) => GRAVE.has(topic));
}

export interface Analysis {
  sentiment: Sentiment;
  /** 0 (angry) to 1 (delighted). */
  sentiment_score: number;
  /** A few Russian words, lower case: `размер`, `упаковка`. */
  tags: string[];
  category: Category;
  /** Up to five short sentences or phrases, from the buyer's text. */
  key_points: string[];
  attention: Attention[];
  /** What a text in another language says, in Russian, by the LLM: a help for the manager, never the buyer's words. */
  gist?: string | undefined;
}

/** The analysis as it is stored, with its time and its author. */
export interface StoredAnalysis extends Analysis {
  /** Reasons among `attention` that are only suspected: the item waits for a person, and nobody is called for them. */
  unsure?: Attention[] | undefined;
  /** ISO-8601, UTC. */
  analyzed_at: string;
  model: string;
}

/** The reasons for attention that are more than suspected. */
export function certain({ attention, unsure = [] }: Pick<StoredAnalysis, "attention" | "unsure">): Attention[] {
  return attention.filter((topic) => !unsure.includes(topic));
}

/**
 * The sentiment that the stars alone suggest: 1–3 negative, 4 neutral, 5 positive; null without stars. On these
 * marketplaces most 3-star texts are complaints.
 */
export function sentimentOfStars(rating: number | null): Sentiment | null {
  if (rating === null) return null;
  if (rating <= 3) return "negative";
  return rating === 4 ? "neutral" : "positive";
}
