import { plain } from "../domain/wording/russian.ts";
import type { Voice } from "./llm.ts";

/** The answer with the brand's signature on a line of its own; unchanged when there is none or it is there already. */
export function signed(text: string, { signature }: Pick<Voice, "signature">): string {
  if (signature === null || signature.trim() === "" || plain(text).endsWith(plain(signature.trim()))) return text;
  return `${text}\n${signature.trim()}`;
}

/** The answer without the brand's signature at its end. */
export function withoutSignature(text: string, { signature }: Pick<Voice, "signature">): string {
  const shown = text.trimEnd();
  const end = signature?.trim() ?? "";
  return end !== "" && shown.endsWith(end) ? shown.slice(0, -end.length).trimEnd() : text;
}
