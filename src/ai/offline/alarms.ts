import { TOPICS, type Attention } from "../../domain/analysis.ts";
import { readings } from "../../domain/wording/disguise.ts";
import { personalData } from "../../domain/wording/personal-data.ts";
import { plain } from "../../domain/wording/russian.ts";
import { lexicon } from "./lexicon.ts";
import { says } from "./topic.ts";

/** The topics of a buyer's text that always wait for a person. «Без брака», «аллергии не вызвало» and «кошка не болеет» raise nothing. */
export function alarms(text: string): Attention[] {
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
