/**
 * Whether a text at the marketplace is an answer that we sent. Marketplaces show answers a little differently: other
 * white space, `е` for `ё`, quotes as HTML entities, no emoji, a signature of their own.
 */

/** The share of the text that has to be ours when the marketplace has added something to it. */
const LEAST_SHARE = 0.6;

/** @param sent what we sent @param shown what the marketplace shows */
export function sameAnswer(sent: string, shown: string): boolean {
  const [ours, theirs] = [folded(sent), folded(shown)];
  if (ours === theirs) return sent.trim() !== "" && shown.trim() !== "";
  if (ours === "" || ours.length < theirs.length * LEAST_SHARE) return false;
  return theirs.startsWith(ours) || theirs.endsWith(ours);
}

/** Only letters and digits, in one spelling. */
function folded(text: string): string {
  return text
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/giu, entity)
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("ё", "е")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function entity(whole: string, decimal?: string, hex?: string, name?: string): string {
  // The entities with names that marketplaces use are signs, and signs do not count.
  if (name !== undefined) return "";
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
}
