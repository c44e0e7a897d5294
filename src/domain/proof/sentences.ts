/** The sentences of a text, without the signs that end them. */
export function sentencesOf(text: string): string[] {
  return text.split(/[.!?…\n]+/u).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
