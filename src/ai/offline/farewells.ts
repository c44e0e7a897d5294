import { plain } from "../../domain/wording/russian.ts";
import type { Voice } from "../llm.ts";
import type { Given } from "./findings.ts";
import { nextOf } from "./topic-sentences.ts";

/** The last sentence: with the brand's name in it unless the signature names it. */
export function farewells(given: Given): readonly string[] {
  const { request, findings, phrases, tone } = given;
  const { farewells: short } = phrases;
  const branded = brandFarewells(given);
  const named = namesBrand(request.voice);
  if (isUpset(given)) return named ? short.complaint : branded.complaint;
  if (findings.kind === "question") return named ? short.question : branded.question;
  if (findings.kind === "mixed" || findings.kind === "thanks")
    return named ? short.praise[tone] : branded.complaint.slice(0, 1).concat(branded.praise);
  const all = named ? [...wishes(given), ...short.praise[tone]] : branded.praise;
  const { emoji } = phrases;
  return request.voice.emoji ? all.map((text, at) => `${text} ${emoji[at % emoji.length] ?? ""}`.trim()) : all;
}

/** A farewell that signs by itself: «С уважением, команда {brand}.» */
const SIGNS = /(?<!\p{L})команда \{brand\}[.!]?$/iu;

/** Under them a signature may follow that does not name the brand, and an answer is signed once. */
function brandFarewells({ request: { voice }, phrases }: Given): Given["phrases"]["brand_farewells"] {
  const { complaint, praise, question } = phrases.brand_farewells;
  if (plain(voice.signature ?? "").trim() === "") return { complaint, praise, question };
  const once = (texts: readonly string[]) => {
    const unsigned = texts.filter((text) => !SIGNS.test(text));
    return unsigned.length > 0 ? unsigned : [""];
  };
  return { complaint: once(complaint), praise: once(praise), question: once(question) };
}

function isUpset({ request, findings: { kind, bad } }: Given): boolean {
  if (kind === "question") return request.analysis.sentiment === "negative";
  return kind === "complaint" || (kind === "mixed" && bad.some(({ attention }) => attention !== undefined));
}

/** The closing sentences that fit after praise of this particular topic. */
export function wishes({ findings, phrases }: Given): readonly string[] {
  return phrases.after_praise[nextOf(findings.good, phrases.praises, "joy")] ?? [];
}

export function namesBrand({ signature, brandName }: Voice): boolean {
  return plain(signature ?? "").includes(plain(brandName));
}
