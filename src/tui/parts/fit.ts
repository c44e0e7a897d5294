import stringWidth from "string-width";

/** Cuts or fills a text to so many columns of a terminal; wide characters and emoji take two. */
export function fit(text: string, width: number): string {
  const own = stringWidth(text);
  if (own <= width) return text + " ".repeat(width - own);
  let cut = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = stringWidth(segment);
    if (used + next > width - 1) break;
    cut += segment;
    used += next;
  }
  return `${cut}${width > 0 ? "…" : ""}${" ".repeat(Math.max(width - used - 1, 0))}`;
}
