/** One call for analysis and draft: the draft travels with the job that will check it, and is used for what it was written for. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { AnswerRequest, Analyzed, Drafted, Llm } from "../../ai/llm.ts";
import type { PreparedDraft } from "../../domain/job.ts";
import { cleanAnswer } from "../../domain/wording/safe-text.ts";
import type { Item } from "../../store/tables/items.ts";
import type { Deps } from "../deps.ts";
import { prepareAnswer } from "./draft.ts";
import { subjectOf, voiceOf } from "./subject.ts";

export const preparedDraft = z.strictObject({
  text: z.string(),
  model: z.string(),
  prompt_hash: z.string(),
  claims: z.array(z.string()),
  written_for: z.string(),
});

type Parts = Pick<Deps, "db" | "facts" | "config" | "llm">;

/** Analyses an item, and drafts its answer in the same call where the model can and the brand is known. */
export async function analyzeWith(
  deps: Parts,
  llm: Llm,
  item: Item,
  signal: AbortSignal,
): Promise<Analyzed & { prepared?: PreparedDraft | undefined }> {
  const isOurs = item.brand_known && deps.config.brands.some(({ id }) => id === item.brand_id);
  if (!llm.answer || !isOurs) return await llm.analyze(subjectOf(item), signal);
  const { request } = await prepareAnswer(deps, item, signal);
  const { draft, ...analyzed } = await llm.answer(request, signal);
  if (draft === null) return analyzed;
  const { text, promptHash, claims = [] } = draft;
  const told = { text: cleanAnswer(text), model: analyzed.model, prompt_hash: promptHash, claims: [...claims] };
  return { ...analyzed, prepared: { ...told, written_for: fingerprint(request) } };
}

/** The draft that the analysis brought, unless the item, the voice or the facts are others by now. */
export async function stillFits(
  deps: Parts,
  item: Item,
  prepared: PreparedDraft | undefined,
  signal: AbortSignal,
): Promise<Drafted | undefined> {
  if (prepared === undefined) return undefined;
  const voice = voiceOf(item, deps.config);
  const facts = await deps.facts(item.sku, signal);
  if (fingerprint({ subject: subjectOf(item), voice, facts }) !== prepared.written_for) return undefined;
  const { text, model, prompt_hash: promptHash, claims } = prepared;
  return { text, model, promptHash, claims, usage: { inputTokens: 0, outputTokens: 0 } };
}

function fingerprint({ subject, voice, facts }: Pick<AnswerRequest, "subject" | "voice" | "facts">): string {
  return createHash("sha256")
    .update(JSON.stringify([subject, voice, facts]))
    .digest("hex");
}
