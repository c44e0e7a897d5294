/** What another voice would make of an item: drafted for a look, neither stored nor sent. */
import { BUILT_IN, type Llm } from "../../ai/llm.ts";
import { withSettings } from "../../config/settings.ts";
import { causeChain, LlmError, ReputationError } from "../../base/errors.ts";
import { inWords, type Problem } from "../../domain/wording/answer-rules.ts";
import { listAiHolds } from "../../store/tables/ai-holds.ts";
import { itemById, type Item } from "../../store/tables/items.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Deps } from "../deps.ts";
import { recordCalls } from "./ai-calls.ts";
import { budgetHold } from "./budget.ts";
import { draftChecked, prepareDraft } from "./draft.ts";

/** Values of one brand that are tried out, by their names in the configuration. */
export type VoiceEdits = Readonly<Record<string, unknown>>;

/** A draft with what the checks say about it in the manager's language. */
export interface TrialDraft {
  text: string;
  problems: Problem[];
}

/** Both drafts, or why there are none. `item`: it is not there, not this brand's, or not analysed yet. */
export type Trial = { now: TrialDraft; edited: TrialDraft } | { cannot: "item" | "invalid" | "budget" | "ai" };

/** Edits have no author before they are stored. */
const NOBODY = { changed_at: 0, changed_by: "" };

type TrialDeps = Pick<Deps, "db" | "clock" | "log" | "config" | "llm" | "fallback" | "facts" | "enqueue">;

/**
 * Drafts an answer as the brand speaks now, and one with the edits. The tokens count against the day's budget like all
 * others.
 */
export async function tryVoice(
  deps: TrialDeps,
  brand: string,
  itemId: number,
  edits: VoiceEdits,
  signal: AbortSignal,
): Promise<Trial> {
  const item = itemById(deps.db, itemId);
  if (!item || item.brand_id !== brand || !item.brand_known || !item.ai_analysis) return { cannot: "item" };
  const rows = Object.entries(edits).map(([key, value]) => ({ path: `brands.${brand}.${key}`, value, ...NOBODY }));
  const { config, misfits } = withSettings(deps.config, rows);
  if (misfits.length > 0) return { cannot: "invalid" };
  if (budgetHold(deps)) return { cannot: "budget" };
  const llm = freeLlm(deps);
  if (llm === undefined) return { cannot: "ai" };
  try {
    const now = await drafted({ ...deps, llm }, item, signal);
    if (rows.length === 0) return { now, edited: now };
    if (budgetHold(deps)) return { cannot: "budget" };
    return { now, edited: await drafted({ ...deps, llm, config }, item, signal) };
  } catch (error) {
    if (!(error instanceof ReputationError) && !signal.aborted) throw error;
    if (error instanceof LlmError && error.spent)
      await recordPaid(deps, item, [{ model: llm.model, usage: error.spent }]);
    deps.log.warn({ err: causeChain(error), brand }, "a voice could not be tried");
    return { cannot: "ai" };
  }
}

/** The first LLM that nothing holds; what is not an item's work is no request to find out whether one is back. */
export function freeLlm({ db, llm, fallback }: Pick<Deps, "db" | "llm" | "fallback">): Llm | undefined {
  if (llm.model === BUILT_IN) return llm;
  const held = new Set(listAiHolds(db).map(({ name }) => name));
  if (!held.has("main")) return llm;
  return fallback === null || held.has("fallback") ? undefined : fallback;
}

async function drafted(deps: TrialDeps, item: Item, signal: AbortSignal): Promise<TrialDraft> {
  const { llm, config } = deps;
  const { request, rules } = await prepareDraft(deps, item, { instructions: null, variant: 0 }, signal);
  const { drafted: draft, problems, calls } = await draftChecked(llm, request, rules, signal);
  await recordPaid(deps, item, calls);
  return { text: draft.text, problems: inWords(problems, textsOf(config.locale).checks) };
}

async function recordPaid(deps: TrialDeps, item: Item, calls: Parameters<typeof recordCalls>[3]): Promise<void> {
  const paid = calls.filter(({ model }) => model !== BUILT_IN);
  if (paid.length === 0) return;
  await deps.db.write((tx) => recordCalls(tx, deps, { itemId: item.id, purpose: "draft" }, paid));
}
