/** Drafting: once, and once more with the reasons when the first try breaks a rule. */
import type { Drafted, DraftRequest } from "../ai/llm.ts";
import { checkAnswer, type Problem } from "../domain/answer-rules.ts";
import { StateError } from "../errors.ts";
import type { Item } from "../store/items.ts";
import { recentAnswers } from "../store/responses.ts";
import type { Deps } from "./deps.ts";
import { answerContext, subjectOf, voiceOf } from "./subject.ts";

export interface CheckedDraft {
  drafted: Drafted;
  /** What is still wrong; empty: may go out. */
  problems: Problem[];
  /** Every call that was made, for the accounts. */
  calls: Drafted[];
}

/** An answer must not be a near-copy of so many answers before it. */
const RECENT = 50;

/**
 * @param variant another number gives another wording
 * @throws StateError when the item has not been analysed
 */
export async function draftAnswer(
  { db, llm, facts, config }: Pick<Deps, "db" | "llm" | "facts" | "config">,
  item: Item,
  wish: { instructions: string | null; variant: number },
  signal: AbortSignal,
): Promise<CheckedDraft> {
  const analysis = item.ai_analysis;
  if (!analysis) throw new StateError(`item ${item.id} has not been analysed`, { code: "item.no_analysis" });
  const request: DraftRequest = {
    ...wish,
    analysis,
    subject: subjectOf(item),
    voice: voiceOf(item, config),
    facts: await facts(item.sku, signal),
    problems: [],
  };
  const context = answerContext(item, config, recentAnswers(db, item.account, item.id, RECENT));
  const first = await llm.draft(request, signal);
  const problems = checkAnswer(first.text, context);
  if (problems.length === 0) return { drafted: first, problems, calls: [first] };
  const reasons = problems.map((problem) => problem.message);
  const second = await llm.draft({ ...request, problems: reasons, variant: wish.variant + 1 }, signal);
  return { drafted: second, problems: checkAnswer(second.text, context), calls: [first, second] };
}
