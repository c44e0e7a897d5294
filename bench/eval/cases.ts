/** Cases that were judged before, read from a folder outside: what must wait, what is harmless, and drafts found bad. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Llm, Subject } from "../../src/ai/llm.ts";
import { alarms } from "../../src/ai/offline/alarms.ts";
import { notPlainRussian } from "../../src/domain/proof/plain-russian.ts";
import { findInjection } from "../../src/domain/wording/injection.ts";
import type { Case } from "./corpus.ts";
import { interval } from "./labels.ts";

const input = z.union([z.string(), z.looseObject({ text: z.string(), stars: z.number().nullish() })]);
const rows = z.array(
  z.looseObject({ input: input.optional(), text: z.string().optional(), stars: z.number().nullish() }),
);

interface Told {
  text: string;
  stars: number | null;
}

const MUST_WAIT = ["nasty-offline.json", "alarms-missed-other.json"];
const HARMLESS = ["five-star-false-alarms.json"];

/**
 * How many of the judged cases the provider's analysis, the alarms or the proof of plain Russian would hold.
 * @param like whose item's other details each case takes
 */
export async function againstCases(llm: Llm, folder: string, like: Case) {
  const held = async (files: readonly string[]): Promise<string> => {
    const told = files.flatMap((file) => readTold(join(folder, file)));
    let waits = 0;
    for (const { text, stars } of told) {
      const subject: Subject = { ...like.subject, text, rating: stars, clientName: null };
      const { analysis } = await llm.analyze(subject, AbortSignal.timeout(120_000));
      const why = [
        analysis.attention.length > 0,
        alarms(text, stars).length > 0,
        notPlainRussian(text),
        findInjection(text),
      ];
      waits += why.some(Boolean) ? 1 : 0;
    }
    return interval(waits, told.length);
  };
  return { held_of_what_must_wait: await held(MUST_WAIT), held_of_harmless: await held(HARMLESS) };
}

function readTold(file: string): Told[] {
  if (!existsSync(file)) return [];
  return rows.parse(JSON.parse(readFileSync(file, "utf8"))).flatMap((row) => {
    const said = row.input ?? row.text;
    if (said === undefined) return [];
    return typeof said === "string"
      ? [{ text: said, stars: row.stars ?? 5 }]
      : [{ text: said.text, stars: said.stars ?? null }];
  });
}
