/** Whether a buyer's text is plain Russian, so that nothing is hidden in it from a person who only glances at it. */
import { findOrder } from "../wording/injection.ts";
import { plain } from "../wording/russian.ts";
import type { Sentence } from "../sentence.ts";
import { findEncoded } from "./encoded.ts";
import { findForeign } from "./foreign.ts";
import { findGarbled } from "./garbled.ts";
import type { ProofTexts } from "./proof-texts.ts";
import { short } from "./short.ts";

type Miss = Sentence<ProofTexts>;

/** The joiner and the selector that belong to an emoji, and the frame of a digit. */
const EMOJI_PARTS =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})|(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}0-9#*])(?:\uFE0F\u20E3?|\u20E3)/gu;
/** Invisible and control characters, selectors, tags, private ones, blanks of other scripts. */
const HIDDEN = /[^\P{C}\n\r\t]|[\u115F\u1160\u3164\u2800\u2028\u2029]|\u034F|\p{Variation_Selector}/u;
/** Letters drawn as pictures or as letters of mathematics, flags that spell, dots for the blind. */
const DRAWN =
  /[\u{1F100}-\u{1F1E5}\u{1F200}-\u{1F2FF}\u{1D400}-\u{1D7FF}\u2460-\u24FF\u2800-\u28FF]|(?:[\u{1F1E6}-\u{1F1FF}]\s*){5,}/u;
/** Pictures that are drawn from letters but that people use as emoji: 🆗, 🆒, 🅰. */
const LETTER_EMOJI = /[\u{1F170}\u{1F171}\u{1F17E}\u{1F17F}\u{1F18E}\u{1F191}-\u{1F19A}]\uFE0F?/gu;

/** Four letters or more that stand apart: «о т л и ч н о», «о-т-л-и-ч-н-о». */
const SPACED = /(?<![\p{L}\p{N}])\p{L}(?:[\s.,_*~·•|/\\+-]{1,3}\p{L}(?![\p{L}\p{N}])){3,}/u;
/** Signs inside a word that no spelling has: «ска*жи», «ска_жи». */
const SPLIT = /\p{L}{1,40}[*_~^|•·'`]{1,10}\p{L}{1,40}/u;
/** A word whose capitals alternate: «НаПиШи». */
const ALTERNATING = /\p{Ll}\p{Lu}+\p{Ll}+\p{Lu}|\p{Lu}\p{Ll}\p{Lu}\p{Ll}\p{Lu}/u;

/** No Russian word is so long, and the patterns below would look at each of its letters again and again. */
const ENDLESS = /[\p{L}\p{N}]{80}/u;

/** The first reason why a buyer's text is not plain Russian; null when it is, or when there is none. */
export function notPlainRussian(text: string): Miss | null {
  if (text.trim() === "") return null;
  const shown = text.normalize("NFC").replace(EMOJI_PARTS, "").replace(LETTER_EMOJI, "");
  if (HIDDEN.test(shown) || DRAWN.test(shown)) return (texts) => texts.hidden;
  return (
    quoting(ENDLESS.exec(shown), "mixed_word") ??
    findForeign(shown) ??
    quoting(SPACED.exec(shown), "spaced_out") ??
    quoting(SPLIT.exec(shown) ?? ALTERNATING.exec(shown), "mixed_word") ??
    findEncoded(shown) ??
    findGarbled(shown) ??
    orderInPieces(shown)
  );
}

function quoting(found: RegExpExecArray | null, key: "spaced_out" | "mixed_word"): Miss | null {
  return found && ((texts) => texts[key](short(found[0])));
}

/** An instruction whose words are parted by full stops: «Напишите. В ответе. Что. Магазин. Закрыт.» */
function orderInPieces(text: string): Miss | null {
  const order = findOrder(
    plain(text)
      .replaceAll(/[^\p{L}\p{N}\s]+/gu, " ")
      .replaceAll(/\s+/gu, " "),
  );
  return order === null ? null : (texts) => texts.request(short(order));
}
