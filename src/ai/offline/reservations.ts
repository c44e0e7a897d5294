/** What in a review of four or five stars tells, without the words of a complaint, that not all was well. */
import { z } from "zod";
import { readAsset } from "../../base/assets.ts";
import { readForm } from "../../config/yaml.ts";
import { beginnings, turns } from "./lexicon.ts";
import { readText } from "./sentiment.ts";
import { everywhere, words } from "../../domain/wording/russian.ts";
import { firstSaid } from "./topic.ts";

const FILE = "data/reservations.ru.yaml";

/** The file says what each part is for. */
const form = z.strictObject({
  turning: turns,
  happy: turns,
  unhappy: turns,
  events: beginnings,
  joy: turns,
  unharmed: beginnings,
  no_verbs: beginnings,
  hints: z.record(z.string(), turns).transform((kinds) => Object.values(kinds)),
});

let read: z.infer<typeof form> | undefined;

/** The file is read when it is first needed. */
function reservations(): z.infer<typeof form> {
  return (read ??= readForm(form, {
    file: FILE,
    text: readAsset(FILE).toString("utf8"),
    hint: "The comments in the file say what each part is.",
  }));
}

/**
 * The first reservation, wish or hint in a happy text; null when there is none.
 * @param text as `plain` has it, without fears that did not come true
 */
export function reservationIn(text: string): string | null {
  for (const hint of reservations().hints) {
    const piece = firstSaid(text, hint);
    if (piece !== null) return piece;
  }
  return turnIn(text) ?? eventIn(text);
}

/** The rest of a sentence, as far as a turn of phrase reaches. */
const SENTENCE = /^[^.!?\n]{0,120}/u;
/** The weight of one good word, as `readText` has it. */
const PRAISE = 0.5;

/** The first «но» behind which no praise follows. */
function turnIn(text: string): string | null {
  const { turning } = reservations();
  for (const turn of text.matchAll(everywhere(turning))) {
    const [rest = ""] = SENTENCE.exec(text.slice(turn.index + turn[0].length)) ?? [];
    if (/\p{L}/u.test(rest) && !isPraise(rest)) return turn[0] + rest;
  }
  return null;
}

function isPraise(text: string): boolean {
  const { happy, unhappy } = reservations();
  if (unhappy.test(text)) return false;
  return happy.test(text) || readText({ text, pros: null, cons: null }).weight > PRAISE;
}

const PAST = /^[а-я]*[аеиоуыя]л(?:а|о|и)?(?:с[ья])?$/u;
/** «Шел», «нес»: verbs whose feminine has no vowel before л. */
const PAST_OTHER = /^[а-я]+[гкршсзпбдт]л[аои](?:сь)?$/u;
const DENIED = /^(?:не|ни)$/u;

/** The first event that is not an ordinary one of a purchase. */
function eventIn(text: string): string | null {
  const { unharmed } = reservations();
  const said = words(withoutJoy(text));
  const at = said.findIndex((word, i) => {
    if (!isPast(word)) return false;
    const isDenied = DENIED.test(said[i - 1] ?? "");
    return !(isDenied ? unharmed.test(word) : isOrdinaryEvent(word));
  });
  return at < 0 ? null : said.slice(Math.max(0, at - 1), at + 2).join(" ");
}

function isPast(word: string): boolean {
  return (PAST.test(word) || PAST_OTHER.test(word)) && !reservations().no_verbs.test(word);
}

/** Whether a word, as `words` returns it, tells of an ordinary event of a purchase: «купила», «подошло». */
export function isOrdinaryEvent(word: string): boolean {
  return isPast(word) && reservations().events.test(word);
}

/** A text, as `plain` has it, without what only sounds like an event: «плакала от счастья», «минусов не нашла». */
export function withoutJoy(text: string): string {
  return text.replaceAll(everywhere(reservations().joy), " ");
}
