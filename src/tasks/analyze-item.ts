import { z } from "zod";
import { certain } from "../domain/analysis.ts";
import { jobKey } from "../domain/job.ts";
import { urgency } from "../domain/urgency.ts";
import { defineTask, done } from "../queue/task.ts";
import { moveItem, requireItem, type Item } from "../store/tables/items.ts";
import { askOrStandIn, recordCalls } from "./drafting/ai-calls.ts";
import { admitFirst } from "./drafting/ai-hold.ts";
import type { Deps } from "./deps.ts";
import { tellOfDanger } from "../decisions/alerts.ts";
import { waitForBrand } from "../decisions/brand.ts";
import { failItem } from "../decisions/fail.ts";
import { attentionOf } from "./drafting/attention.ts";
import { analyzeWith } from "./drafting/one-call.ts";

const KIND = "analyze_item";

/**
 * Analyses sentiment, category and reasons for attention, then queues the draft. An LLM that can drafts in the same call;
 * its draft waits in the job that checks it.
 */
export const analyzeItem = defineTask<Deps, { item_id: number }>({
  kind: KIND,
  lane: "ai",
  args: z.strictObject({ item_id: z.int() }),
  retries: 3,
  retryDelayMs: 60_000,
  async run(deps, { item_id }, context) {
    const { db, clock, enqueue } = deps;
    const item = requireItem(db, item_id);
    if (!isToAnalyze(item)) return done({ status: "not_needed", item_id });
    const admission = await admitFirst(deps, context, item);
    if (admission.kind === "wait") return admission.outcome;
    await context.write((tx) => {
      // A person may have written the answer in this moment.
      if (requireItem(tx, item_id).status === "new") moveItem(tx, item_id, "analyze", clock.now());
    });
    const asked = await askOrStandIn(deps, { context, item }, admission, (llm) =>
      analyzeWith(deps, llm, item, context.signal),
    );
    const { analysis, model, prepared } = asked.value;
    const noted = attentionOf(analysis, model, item);
    return done({ status: "analyzed", item_id }, (tx) => {
      const now = clock.now();
      const priority = urgency({ itemType: item.item_type, rating: item.rating, analysis: { ...analysis, ...noted } });
      const ai_analysis = { ...analysis, ...noted, analyzed_at: new Date(now).toISOString(), model };
      const purpose = prepared === undefined ? "analyze" : "answer";
      recordCalls(tx, deps, { itemId: item_id, purpose }, [...asked.lost, asked.value]);
      asked.note(tx);
      // The item was skipped or closed while it was analysed.
      const current = requireItem(tx, item_id);
      if (!isToAnalyze(current)) return;
      moveItem(tx, item_id, "analyze", now, { ai_analysis, priority });
      tellOfDanger(tx, deps, item_id, () => certain(noted));
      if (!current.brand_known) return waitForBrand(tx, deps, item_id);
      enqueue(
        tx,
        "generate_response",
        { item_id, prepared },
        { key: jobKey("generate_response", item_id), itemId: item_id },
      );
    });
  },
  exhausted: (tx, deps, { item_id }, failure) => failItem(tx, deps, item_id, failure, KIND),
});

function isToAnalyze({ status }: Pick<Item, "status">): boolean {
  return status === "new" || status === "analyzing";
}
