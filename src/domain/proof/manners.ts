/** How a draft must be written, whoever wrote it. */
import { hasApology } from "../wording/answer-phrases.ts";
import { pattern, plain, words } from "../wording/russian.ts";
import type { Sentence } from "../sentence.ts";
import type { Answer } from "./answer.ts";
import type { ProofTexts } from "./proof-texts.ts";
import { sentencesOf } from "./sentences.ts";
import { short } from "./short.ts";

type Miss = Sentence<ProofTexts>;

const MARKUP = /\*|__|~~|`|^[ \t]*(?:[-•–—#>+]|\d+[.)])\s|<[^>]*>|\]\(|[#@%№$€₽^={}[\]|\\/_~]/mu;
const FAMILIAR = pattern`_(?:ты|тебя|тебе|тобой|тобою|тво(?:й|я|е|и|его|ей|ему|им|их|ю))_`;
/** Words that the first letters of sentences could spell against the shop. */
const SPELT = /вор|лох|брак|обман|фейк|хлам|хрен|дрян|бред|урод|скам|дерьм|гнил|говн|хуй|еба|бля|пизд/u;

const MOST_LINES = 4;
/** A word that carries meaning may be said twice: «рады … будем рады». */
const MOST_TIMES = 2;
const LONG = 5;

/** Everything that is wrong with the manner of a draft. */
export function ownMannersMisses(answer: Answer): Miss[] {
  const { text, rating } = answer;
  const found: (Miss | null)[] = [
    quoting(MARKUP.exec(withoutNames(answer)), "markup"),
    quoting(FAMILIAR.exec(plain(text)), "familiar"),
    hasOddBreaks(text) ? (texts) => texts.line_breaks : null,
    repeats(text),
    rating === 5 && hasApology(text) ? (texts) => texts.needless_apology : null,
    rating !== null && rating <= 3 && !hasApology(text) ? (texts) => texts.no_apology : null,
  ];
  return found.filter((miss) => miss !== null);
}

function quoting(found: RegExpExecArray | null, key: "markup" | "familiar"): Miss | null {
  return found && ((texts) => texts[key](short(found[0])));
}

/** The brand may call itself as it likes. */
function withoutNames({ text, brandName, signature }: Answer): string {
  return [signature, brandName].reduce<string>((left, name) => (name ? left.replaceAll(name, " ") : left), text);
}

/** Lines are for the greeting, the answer and the signature; more of them, or ones that break a sentence, spell something. */
function hasOddBreaks(text: string): boolean {
  const lines = text.split(/\n+/u).filter((line) => line.trim() !== "");
  const broken = lines.slice(0, -2).some((line) => !/[.!,…)\p{Extended_Pictographic}\uFE0F]\s*$/u.test(line));
  const initials = sentencesOf(text).map((sentence) => plain(sentence).match(/[а-я]/u)?.[0] ?? "");
  return lines.length > MOST_LINES || broken || SPELT.test(initials.join(""));
}

function repeats(text: string): Miss | null {
  const seen = new Set<string>();
  for (const sentence of sentencesOf(text)) {
    const same = words(sentence).join(" ");
    if (seen.has(same)) return (texts) => texts.repeats(short(sentence));
    seen.add(same);
  }
  const long = words(text).filter((word) => word.length >= LONG);
  const often = long.find((word) => long.filter((other) => other === word).length > MOST_TIMES);
  return often === undefined ? null : (texts) => texts.repeats(often);
}
