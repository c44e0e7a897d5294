/** Ready phrases that stood in for an LLM give way to its draft once it is back, unless a person has touched them. */
import { urgency } from "../../domain/urgency.ts";
import { done, type Outcome, type TaskContext } from "../../queue/task.ts";
import { insertAudit } from "../../store/tables/audit.ts";
import type { Reader, Tx } from "../../store/db.ts";
import { saveAnalysis } from "../../store/tables/item-analysis.ts";
import { itemById, type Item } from "../../store/tables/items.ts";
import { responseOf, saveDraft } from "../../store/tables/responses.ts";
import type { Deps } from "../deps.ts";
import { askOrStandIn, recordCalls } from "./ai-calls.ts";
import { admitAi } from "./ai-hold.ts";
import { attentionOf } from "./attention.ts";
import { draftAnswer } from "./draft.ts";
import { analyzeWith, stillFits } from "./one-call.ts";

/** Has the LLM write the draft that ready phrases stand in for, as soon as it can be used. */
export function redraftLater(tx: Tx, { enqueue }: Pick<Deps, "enqueue">, itemId: number): void {
  const version = responseOf(tx, itemId)?.version;
  const args = { item_id: itemId, instructions: "", by: "ai", stand_in: version };
  enqueue(tx, "regenerate_response", args, { key: `stand_in:${itemId}`, itemId });
}

/** Replaces the analysis and the draft that stood in; does nothing when the answer is no longer the one of `version`. */
export async function replaceStandIn(
  deps: Deps,
  { itemId, version }: { itemId: number; version: number },
  context: TaskContext,
): Promise<Outcome> {
  const item = untouched(deps.db, itemId, version);
  if (item === undefined) return done({ status: "not_needed", item_id: itemId });
  const admission = await admitAi(deps, context, null);
  if (admission.kind !== "ask") return admission.kind === "wait" ? admission.outcome : done({ status: "not_needed" });
  const asked = await askOrStandIn(deps, { context, item: null }, admission, (llm) =>
    analyzeWith(deps, llm, item, context.signal),
  );
  const { analysis, model, prepared } = asked.value;
  const noted = attentionOf(analysis, model, item);
  const ai_analysis = { ...analysis, ...noted, model, analyzed_at: new Date(deps.clock.now()).toISOString() };
  const wish = { instructions: null, previous: null, variant: 0 };
  const { drafted, problems, calls, note } = await draftAnswer(deps, {
    item: { ...item, ai_analysis },
    wish,
    admission,
    context,
    first: await stillFits(deps, item, prepared, context.signal),
  });
  return done({ status: "generated", item_id: itemId }, (tx) => {
    const now = deps.clock.now();
    const purpose = prepared === undefined ? "analyze" : "answer";
    recordCalls(tx, deps, { itemId, purpose }, [...asked.lost, asked.value]);
    recordCalls(tx, deps, { itemId, purpose: "draft" }, calls);
    note(tx);
    if (untouched(tx, itemId, version) === undefined) return;
    const priority = urgency({ itemType: item.item_type, rating: item.rating, analysis: ai_analysis });
    saveAnalysis(tx, itemId, { ai_analysis, priority }, now);
    const { text, promptHash } = drafted;
    saveDraft(tx, itemId, { text, problems, model: drafted.model, promptHash }, now);
    const after = { instead_of: version };
    insertAudit(tx, { actor: "task:regenerate_response", action: "regenerate", itemId, after }, now);
  });
}

/** The item while it waits for a person with the very draft that stands in. */
function untouched(reader: Reader, itemId: number, version: number): Item | undefined {
  const item = itemById(reader, itemId);
  return item?.status === "pending_review" && responseOf(reader, itemId)?.version === version ? item : undefined;
}
