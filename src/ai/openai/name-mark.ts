import { firstName } from "../../domain/wording/first-name.ts";
import type { AnswerRequest } from "../llm.ts";

/** What a model writes where the buyer's first name belongs: the name itself never leaves for the LLM. */
export const NAME_MARK = "ИМЯ_ПОКУПАТЕЛЯ";

const MARK = /ИМЯ[_ ]ПОКУПАТЕЛЯ/giu;
/** The mark with the comma before it, or at the beginning. */
const MARK_ASIDE = /,\s*ИМЯ[_ ]ПОКУПАТЕЛЯ|^\s*ИМЯ[_ ]ПОКУПАТЕЛЯ,\s*|\s*ИМЯ[_ ]ПОКУПАТЕЛЯ/giu;

/** The draft with the buyer's first name where the model left its mark, or without the mark when there is none to use. */
export function withName(text: string, { subject, voice }: Pick<AnswerRequest, "subject" | "voice">): string {
  const name = voice.useName ? firstName(subject.clientName) : null;
  if (name !== null) return text.replace(MARK, name);
  const rest = text.replace(MARK_ASIDE, "").trim();
  return rest === text ? text : rest.slice(0, 1).toUpperCase() + rest.slice(1);
}
