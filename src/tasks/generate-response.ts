import { z } from "zod";
import { tellOfWaiting } from "../decisions/alerts.ts";
import { applyRule } from "../decisions/apply-rule.ts";
import { policyFacts } from "../decisions/policy-facts.ts";
import type { JobArgs } from "../domain/job.ts";
import { decide } from "../domain/policy.ts";
import type { Problem } from "../domain/wording/answer-rules.ts";
import { defineTask, done } from "../queue/task.ts";
import { moveItem, requireItem } from "../store/tables/items.ts";
import { saveDraft } from "../store/tables/responses.ts";
import { recordCalls } from "./drafting/ai-calls.ts";
import { admitFirst } from "./drafting/ai-hold.ts";
import type { Deps } from "./deps.ts";
import { draftAnswer, firstDraft } from "./drafting/draft.ts";
import { preparedDraft, stillFits } from "./drafting/one-call.ts";
import { needsLook, secondLook } from "./drafting/second-look.ts";
import { redraftLater } from "./drafting/stand-in.ts";
import { failItem } from "../decisions/fail.ts";

const KIND = "generate_response";

/** Drafts the answer. Afterwards the item waits for a person, unless a rule decides. */
export const generateResponse = defineTask<Deps, JobArgs["generate_response"]>({
  kind: KIND,
  lane: "ai",
  args: z.strictObject({ item_id: z.int(), prepared: preparedDraft.optional() }),
  retries: 3,
  retryDelayMs: 60_000,
  async run(deps, { item_id, prepared }, context) {
    const { db, clock, config } = deps;
    const item = requireItem(db, item_id);
    if (item.status !== "analyzing" || !item.ai_analysis) return done({ status: "not_needed", item_id });
    const first = await stillFits(deps, item, prepared, context.signal);
    const ready = first && (await firstDraft(deps, item, first, context.signal));
    // A draft that nobody has to correct or to look at needs no LLM, so it waits for none.
    const isSettled = ready !== undefined && !needsLook(deps, item, ready);
    const admission = isSettled
      ? { kind: "ask" as const, provider: { name: "main" as const, llm: deps.llm } }
      : await admitFirst(deps, context, item);
    if (admission.kind === "wait") return admission.outcome;
    const wish = { instructions: null, previous: null, variant: 0 };
    const answer = ready ?? (await draftAnswer(deps, { item, wish, admission, context, first }));
    const { drafted, calls, note } = answer;
    const second = await secondLook(deps, item, answer, admission, context.signal);
    const found = [...answer.problems, ...second.problems];
    return done({ status: "generated", item_id, problems: found.map((problem) => problem.rule) }, (tx) => {
      const now = clock.now();
      const { text, model, promptHash } = drafted;
      recordCalls(tx, deps, { itemId: item_id, purpose: "draft" }, calls);
      recordCalls(tx, deps, { itemId: item_id, purpose: "judge" }, second.calls);
      note(tx);
      // The item was skipped or closed while the draft was written.
      const current = requireItem(tx, item_id);
      if (current.status !== "analyzing") return;
      // By the rules as they are now: somebody may have stopped one while the draft was written.
      const decisionOn = (problems: Problem[]) =>
        decide(config.approval, policyFacts(current, { text, model, problems }, config));
      const problems = decisionOn(found).action === "approve" ? [...found, ...second.unlooked] : found;
      const decision = decisionOn(problems);
      saveDraft(tx, item_id, { text, problems, model, promptHash }, now);
      moveItem(tx, item_id, "drafted", now);
      if (admission.kind === "stand_in" && !ready) redraftLater(tx, deps, item_id);
      applyRule(tx, deps, item_id, decision);
      tellOfWaiting(tx, deps, item_id);
    });
  },
  exhausted: (tx, deps, { item_id }, failure) => failItem(tx, deps, item_id, failure, KIND),
});
