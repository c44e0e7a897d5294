/** The LLMs that cannot be used at present: their work waits until one request succeeds, or other settings are given. */
import { z } from "zod";
import { q, type Reader, type Tx } from "../db.ts";
import { deleteMeta, getMeta, setMeta } from "./meta.ts";

/** The LLM of `ai`, and the one of `ai.fallback`. */
export const AI_NAMES = ["main", "fallback"] as const;
export type AiName = (typeof AI_NAMES)[number];

const form = z.object({
  name: z.enum(AI_NAMES),
  /** Unix ms. */
  since: z.number(),
  /** The latest error. */
  code: z.string(),
  message: z.string(),
  /** The fingerprint of the settings with which it failed. */
  settings: z.string(),
  /** From this time on (Unix ms) one request may find out whether it works. */
  probe_at: z.number(),
});

export type AiHold = z.infer<typeof form>;

export function saveAiHold(tx: Tx, hold: AiHold): void {
  setMeta(tx, keyOf(hold.name), hold);
}

export function dropAiHold(tx: Tx, name: AiName): void {
  deleteMeta(tx, keyOf(name));
}

export function aiHoldOf(reader: Reader, name: AiName): AiHold | undefined {
  return getMeta(reader, keyOf(name), form);
}

export function listAiHolds(reader: Reader): AiHold[] {
  return AI_NAMES.flatMap((name) => aiHoldOf(reader, name) ?? []);
}

function keyOf(name: AiName): string {
  return `ai_hold:${name}`;
}

/** When a model last gave an answer that cost something, Unix ms; 0 for never. */
export function lastAnswerOf(reader: Reader, model: string): number {
  const query = q.selectFrom("ai_usage").select("at").where("model", "=", model).orderBy("id", "desc").limit(1);
  return reader.get(query)?.at ?? 0;
}

const HURRY = `
update jobs set state = 'ready', run_at = @now where state = 'scheduled' and lane = 'ai' and error_code is not null`;

/** Makes all work for the LLM due now that waits after an error. */
export function hurryAi(tx: Tx, now: number): void {
  if (tx.statement(HURRY).run({ now }).changes > 0) tx.jobsChanged();
}

const EXPECTED = `
select 1 from jobs where state = 'scheduled' and lane = 'ai' and error_code is not null and run_at <= @by and id <> @id
limit 1`;

/** Whether another job than this one will be there by this time to try the LLM. */
export function isAiProbeExpected(reader: Reader, id: number, by: number): boolean {
  return reader.statement(EXPECTED).get({ id, by }) !== undefined;
}

const HAND_OVER = `
update jobs set run_at = @at where id = (
  select id from jobs where state = 'scheduled' and lane = 'ai' and error_code is not null and id <> @id
  order by priority desc, run_at limit 1)`;

/**
 * Lets another waiting job try the LLM next, so that a job that fails whatever the LLM does holds no other for long.
 * @returns whether there is another one
 */
export function handOverAiProbe(tx: Tx, id: number, at: number): boolean {
  const { changes } = tx.statement(HAND_OVER).run({ id, at });
  if (changes > 0) tx.jobsChanged();
  return changes > 0;
}
