/** What in a buyer's text keeps a rule from answering by itself, although nothing in it raises an alarm. */
import { buyerText } from "../../domain/item.ts";
import type { ProofTexts } from "../../domain/proof/proof-texts.ts";
import { short } from "../../domain/proof/short.ts";
import { plain } from "../../domain/wording/russian.ts";
import type { Sentence } from "../../domain/sentence.ts";
import { lexicon } from "./lexicon.ts";
import { reservationIn } from "./reservations.ts";
import { firstSaid } from "./topic.ts";
import { notUnderstood } from "./understood.ts";

/** A review as far as doubts need it. */
interface Doubtful {
  client_text: string;
  pros: string | null;
  cons: string | null;
  rating: number | null;
  product_name?: string | null;
}

/** The first doubt about a review; null when there is none. */
export function doubtAbout(review: Doubtful): Sentence<ProofTexts> | null {
  const shown = plain(buyerText(review));
  const { request, delicate } = lexicon().doubts;
  const found = {
    request: firstOf(request, shown),
    delicate: firstOf(delicate, shown),
    complaint: complaintIn(review),
    reservation: isHappy(review) ? reservationIn(withoutFears(shown)) : null,
    not_understood: isHappy(review) ? notUnderstood(withoutFears(shown), review.product_name ?? null) : null,
  };
  for (const kind of ["request", "delicate", "complaint", "reservation", "not_understood"] as const) {
    const piece = found[kind];
    if (piece !== null) return (texts) => texts[kind](short(piece));
  }
  return null;
}

const HAPPY = 4;

function isHappy({ rating }: Doubtful): boolean {
  return rating !== null && rating >= HAPPY;
}

/** The name that a marketplace writes before the field. */
const CONS = /(?:^|\n)\s*недостатки\s*[:—-]\s*([^\n]*)/u;
/** What people write into a field they have nothing for. */
const NOTHING =
  /^\W*(?:пока |их |в целом |вообще |я )*(?:нет|нету|без \p{L}+|отсутству\p{L}*|никаких|ноль|[-—0]*|не (?:наш|обнаруж|выяв|замеч|замет|увид|знаю|вижу|могу)\p{L}*)(?: \p{L}+){0,2}\W*$/u;

/** What a buyer who gave four or five stars is not content with; null under fewer stars, where it is expected. */
export function complaintIn(review: Doubtful): string | null {
  if (!isHappy(review)) return null;
  const shown = plain(buyerText(review));
  const cons = plain(review.cons ?? CONS.exec(shown)?.[1] ?? "");
  if (/\p{L}/u.test(cons) && !NOTHING.test(cons)) return cons;
  return firstOf(lexicon().doubts.complaint, withoutFears(shown));
}

/** What was feared before the goods came, and turned out well: «думала, что плохие, а оказались…». */
function withoutFears(text: string): string {
  return text.replaceAll(
    /(?:думал|боял|опасал|пережива|сомнева|ожидал|казалось|читал|начитал)\p{L}*(?:,| что| худшего| по отзывам)[^.!?\n]{0,60}?(?=[.!?\n]|,? (?:но|а|однако) |$)/gu,
    " ",
  );
}

function firstOf(turns: readonly RegExp[], text: string): string | null {
  for (const turn of turns) {
    const piece = firstSaid(text, turn);
    if (piece !== null) return piece;
  }
  return null;
}
