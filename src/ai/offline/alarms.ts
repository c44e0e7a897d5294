import { TOPICS, type Attention, type Suspicion } from "../../domain/analysis.ts";
import { readings } from "../../domain/wording/disguise.ts";
import { personalData } from "../../domain/wording/personal-data.ts";
import { plain } from "../../domain/wording/russian.ts";
import { lexicon } from "./lexicon.ts";
import { suspicion } from "./model/suspect.ts";
import { says } from "./topic.ts";

/**
 * Why a person must see a buyer's text: what the words say, and what the trained model suspects beside them.
 * @param rating null for a question, or without stars
 */
export function alarms(text: string, rating: number | null): Attention[] {
  const suspected = suspicion(text, rating);
  return [...new Set([...alarmsByWords(text), ...(suspected === null ? [] : [suspected.topic])])];
}

/** What the trained model alone suspects; null when the words say it, too. */
export function guessAbout(text: string, rating: number | null): Suspicion | null {
  const suspected = suspicion(text, rating);
  return suspected !== null && alarmsByWords(text).includes(suspected.topic) ? null : suspected;
}

/** The topics of a buyer's text that always wait for a person. «Без брака», «аллергии не вызвало» and «кошка не болеет» raise nothing. */
export function alarmsByWords(text: string): Attention[] {
  const { alarms: known, complaints, no_harm: noHarm } = lexicon();
  const shown = plain(text).replace(new RegExp(noHarm, "gu"), " ");
  // Obscene words are also spelt apart, or with signs in them.
  const spelt = readings(text);
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
}
