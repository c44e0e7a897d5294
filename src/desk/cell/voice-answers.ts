import { sees } from "../../domain/access.ts";
import type { ExamplesApi } from "../examples-api.ts";
import type { Answers, Gives } from "./methods.ts";
import { personOf } from "./rule-answers.ts";
import { VOICE_TIMES, type VOICE_METHODS } from "./voice-methods.ts";

/** What a cell knows of its brands' voices, besides their settings. */
export interface CellVoiceParts {
  examples: ExamplesApi;
  tryVoice(
    brand: string,
    item: number,
    edits: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Gives<"voice_try">>;
  /** Whether drafts are an LLM's, which costs money. */
  costs(): boolean;
  facts(sku: string, signal: AbortSignal): Promise<string | null>;
}

export function voiceAnswers(voice: CellVoiceParts): Answers<keyof typeof VOICE_METHODS> {
  return {
    async examples({ brand, limit }, who) {
      return sees(who, brand) ? { ...(await voice.examples.list(brand, limit)), costs: voice.costs() } : null;
    },
    example_drop: async ({ brand, id }, { asker }) => ({
      refused: await voice.examples.drop(brand, id, personOf(asker)),
    }),
    async voice_try({ brand, item, edits }, who) {
      if (!sees(who, brand)) return { cannot: "item" };
      return voice.tryVoice(brand, item, edits, AbortSignal.timeout(VOICE_TIMES.trialMs));
    },
    facts: async ({ sku }) => ({ facts: await voice.facts(sku, AbortSignal.timeout(VOICE_TIMES.factsMs)) }),
  };
}
