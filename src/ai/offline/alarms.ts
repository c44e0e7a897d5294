import { rememberingLast } from "../../base/remembering-last.ts";
import { certain, isGrave, TOPICS, type Attention, type Suspicion } from "../../domain/analysis.ts";
import { readings } from "../../domain/wording/disguise.ts";
import { personalData } from "../../domain/wording/personal-data.ts";
import { everywhere } from "../../domain/wording/russian.ts";
import { lexicon } from "./lexicon.ts";
import { judge, type Judged } from "./model/suspect.ts";
import type { Model } from "./model/weights.ts";
import { says } from "./topic.ts";

/** Why a person must see a buyer's text. */
export interface Alarms {
  attention: Attention[];
  /** Those among them that are only suspected: they hold an item, and call nobody. */
  unsure: Attention[];
}

/** What no model talks out of an alarm: a phone number is one, however happy the review is. */
const WORDS_ALONE: ReadonlySet<Attention> = new Set<Attention>(["personal_data", "abuse"]);

/**
 * What the words say, and what the trained model suspects beside them. Words that the model finds harmless in their context
 * («мышь сдохла» of a computer's) raise nothing. A matter of health or law is certain when both say so, or the model does clearly.
 * @param rating null for a question, or without stars
 * @param by the model; only its training names another than the shipped one
 */
export function readAlarms(text: string, rating: number | null, by?: Model): Alarms {
  const said = alarmsByWords(text);
  const judged = judge(text, rating, said, by);
  const meant = judged?.isHarmless === true ? said.filter((topic) => WORDS_ALONE.has(topic)) : said;
  const { suspected = null } = judged ?? {};
  const attention = [...new Set([...meant, ...(suspected === null ? [] : [suspected.topic])])];
  return { attention, unsure: attention.filter((topic) => !isCertain(topic, said, judged)) };
}

function isCertain(topic: Attention, said: readonly Attention[], judged: Judged | null): boolean {
  const isSaid = said.includes(topic);
  if (judged === null) return isSaid;
  if (isGrave([topic])) return judged.isDanger || (isSaid && judged.agreesOnDanger);
  return isSaid || judged.suspected?.sure === true;
}

/** All of them, the suspected ones too. */
export function alarms(text: string, rating: number | null): Attention[] {
  return readAlarms(text, rating).attention;
}

/** Those that people are called for at once. */
export function certainAlarms(text: string, rating: number | null): Attention[] {
  return certain(readAlarms(text, rating));
}

/** What the trained model alone suspects; null when the words say it, too. */
export function guessAbout(text: string, rating: number | null): Suspicion | null {
  const said = alarmsByWords(text);
  const suspected = judge(text, rating, said)?.suspected ?? null;
  return suspected !== null && said.includes(suspected.topic) ? null : suspected;
}

/** A sign or a digit in the place of a letter, or a full stop within a word: «сук@», «бл.я». */
const MASKS: Readonly<Record<string, string>> = { "@": "а", "6": "б", "3": "з", "0": "о", $: "с", ".": "" };
const MASKED = /(?<=\p{L})[@630$.](?=\p{L})|(?<=\p{L})@/gu;

function unmasked(text: string): string {
  return text.replace(MASKED, (sign) => MASKS[sign] ?? sign);
}

/** The topics of a buyer's text that always wait for a person. «Без брака», «аллергии не вызвало» and «кошка не болеет» raise nothing. */
export const alarmsByWords = rememberingLast((text: string): readonly Attention[] => {
  const { alarms: known, complaints, no_harm: noHarm } = lexicon();
  const withoutHarmless = (reading: string): string => reading.replace(everywhere(noHarm), " ");
  // Obscene words are also spelt apart, or with signs in them.
  const masked = unmasked(text);
  const spelt = [...readings(text), ...(masked === text ? [] : readings(masked))].map(withoutHarmless);
  const shown = spelt[0] ?? "";
  const raised = TOPICS.filter(
    (attention) =>
      attention !== "personal_data" &&
      known[attention].some((alarm) =>
        (attention === "abuse" ? spelt : [shown]).some((reading) => says(reading, alarm)),
      ),
  );
  const grave = complaints.flatMap(({ attention, said, unless }) =>
    attention !== undefined && said !== undefined && unless?.test(shown) !== true && says(shown, said)
      ? [attention]
      : [],
  );
  const personal: Attention[] = personalData(text).length > 0 ? ["personal_data"] : [];
  return [...new Set([...raised, ...grave, ...personal])];
});
