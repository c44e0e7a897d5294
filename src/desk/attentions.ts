/** Why a person must look at an item, in words. */
import { certain, type StoredAnalysis } from "../domain/analysis.ts";
import type { Texts } from "../texts/texts.ts";

export interface AttentionInWords {
  text: string;
  /** False: it is only suspected, and the text says so. */
  isSure: boolean;
}

/** What is certain stands first. */
export function attentionsIn(
  analysis: Pick<StoredAnalysis, "attention" | "unsure"> | null,
  { attentions, suspected }: Pick<Texts["web"], "attentions" | "suspected">,
): AttentionInWords[] {
  if (analysis === null) return [];
  const sure = certain(analysis);
  const unsure = analysis.attention.filter((topic) => !sure.includes(topic));
  return [
    ...sure.map((topic) => ({ text: attentions[topic], isSure: true })),
    ...unsure.map((topic) => ({ text: suspected(attentions[topic]), isSure: false })),
  ];
}
