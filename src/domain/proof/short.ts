/** A piece of a text, short enough for a sentence that quotes it. */
export function short(piece: string): string {
  const line = piece.trim().replaceAll(/\s+/gu, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
