import type { Analysis } from "../domain/analysis.ts";
import type { FaqEntry } from "../domain/faq.ts";
import type { ItemType, Platform } from "../domain/platform.ts";

/** The model of the built-in provider. */
export const BUILT_IN = "offline";

/** What the AI is told about one review or question. All of it is the buyer's and untrusted, except type and product. */
export interface Subject {
  id: number;
  platform: Platform;
  itemType: ItemType;
  rating: number | null;
  text: string;
  pros: string | null;
  cons: string | null;
  clientName: string | null;
  productName: string | null;
  photoCount: number;
}

/** How a brand speaks; from the configuration. */
export interface Voice {
  brandId: string;
  /** As buyers read it: `Охана Маркет`. */
  brandName: string;
  tone: string | null;
  signature: string | null;
  forbidden: string[];
  /** Longest answer the brand wants, in characters; the marketplace's own limit is already taken into account. */
  maxLength: number;
  /** Whether to greet by the buyer's name when it looks like one. */
  useName: boolean;
  /** Whether the brand uses emoji, sparingly. */
  emoji: boolean;
  /** Whether a buyer who writes in another language is answered in it; absent means no. */
  buyersLanguage?: boolean | undefined;
  /** A file with the brand's own phrases for the built-in provider; null for none. */
  phrasesFile: string | null;
}

/** An answer that people of the brand gave, as a pattern for another one; personal data is masked in both texts. */
export interface Example {
  /** 1–5; null for a question. */
  rating: number | null;
  /** What the buyer wrote; untrusted. Empty for stars alone. */
  buyer: string;
  answer: string;
}

/** What the brand's people have taught about answering, bounded in characters. */
export interface DraftContext {
  /** In their own words: returns, sizes, what may be said about defects. */
  guide: string | null;
  /** For a question: entries of the FAQ that may answer it, the one that settles it first; empty for a review. */
  faq: readonly FaqEntry[];
  /** The answers most like what is to be written, the strongest first. */
  examples: readonly Example[];
}

/** What an answer is written for and from. */
export interface AnswerRequest {
  subject: Subject;
  voice: Voice;
  /** Facts about the product that may be stated; without them the draft claims nothing. */
  facts: string | null;
  /** What the brand's people have taught; undefined for nothing. */
  context?: DraftContext | undefined;
  /** How the brand's latest answers begin: this one should begin in another way. */
  openings?: readonly string[] | undefined;
}

export interface DraftRequest extends AnswerRequest {
  analysis: Analysis;
  /** A person's instructions for this draft. */
  instructions: string | null;
  /** The problems of the previous try; empty for the first one. */
  problems: string[];
  /** The answer that this draft is to replace or to improve; nothing for a first draft. */
  previous?: string | null | undefined;
  /** How often this item has been drafted before. A different number gives a different wording. */
  variant: number;
}

/** Tokens of one call; the offline provider uses none. */
export interface Usage {
  inputTokens: number;
  /** Of the input, what the provider had kept from before, and charges less for. */
  cachedTokens?: number;
  outputTokens: number;
}

export interface Analyzed {
  analysis: Analysis;
  model: string;
  usage: Usage;
}

export interface Drafted {
  text: string;
  model: string;
  /** Identifies the wording of the prompt that made it, so that a change of prompt can be seen in the data. */
  promptHash: string;
  /** What the model says that its draft asserts about the product, the brand or deeds; absent where nobody asked. */
  claims?: readonly string[] | undefined;
  usage: Usage;
}

/** An analysis, and with it the draft that the same call gave; null when the call gave none that can be read. */
export interface Answered extends Analyzed {
  /** Its tokens are those of the whole, and are counted there. */
  draft: Pick<Drafted, "text" | "promptHash" | "claims"> | null;
}

/** What a second look at a draft has found. */
export interface Judged {
  /** It says nothing that a shop would not say by itself. */
  isHarmless: boolean;
  model: string;
  usage: Usage;
}

/** What a model makes of a summary; nobody has checked it. */
export interface Retold {
  text: string;
  model: string;
  usage: Usage;
}

/** A provider. Throws LlmError (retryable or not, with `retryAfterMs` when told to wait) or AuthError. */
export interface Llm {
  /** `BUILT_IN`, or the model's name. */
  readonly model: string;
  analyze(subject: Subject, signal: AbortSignal): Promise<Analyzed>;
  draft(request: DraftRequest, signal: AbortSignal): Promise<Drafted>;
  /** Analyses and drafts in one call where the model can. The built-in provider pays nothing for two. */
  answer?(request: AnswerRequest, signal: AbortSignal): Promise<Answered>;
  /** Looks at a draft alone, without the buyer's words. The built-in provider has none: its sentences are known. */
  judge?(draft: string, signal: AbortSignal): Promise<Judged>;
  /** Says a summary in a few sentences. The built-in provider has none: the summary is sentences of ours. */
  retell?(summary: string, signal: AbortSignal): Promise<Retold>;
}
