import { z } from "zod";
import { BUILT_IN } from "../ai/llm.ts";
import { isAnswerOpen } from "../domain/item.ts";
import type { JobArgs } from "../domain/job.ts";
import { MOST_VARIANTS } from "../domain/response.ts";
import { defineTask, done } from "../queue/task.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Reader } from "../store/db.ts";
import { requireItem } from "../store/tables/items.ts";
import { answerText, responseOf, saveDraft } from "../store/tables/responses.ts";
import { recordCalls } from "./drafting/ai-calls.ts";
import { admitAi } from "./drafting/ai-hold.ts";
import type { Deps } from "./deps.ts";
import { draftAnswer } from "./drafting/draft.ts";
import { replaceStandIn } from "./drafting/stand-in.ts";
import { writeVariants } from "./drafting/variants.ts";

const KIND = "regenerate_response";

/** Writes another draft at a person's request. Earlier drafts stay in the history, and the item keeps waiting. */
export const regenerateResponse = defineTask<Deps, JobArgs["regenerate_response"]>({
  kind: KIND,
  lane: "ai",
  args: z.strictObject({
    item_id: z.int(),
    instructions: z.string(),
    by: z.string(),
    stand_in: z.int().optional(),
    variants: z.int().min(2).max(MOST_VARIANTS).optional(),
  }),
  retries: 3,
  retryDelayMs: 60_000,
  async run(deps, { item_id, instructions, by, stand_in, variants }, context) {
    if (stand_in !== undefined) return replaceStandIn(deps, { itemId: item_id, version: stand_in }, context);
    if (variants) return writeVariants(deps, { itemId: item_id, instructions, count: variants }, context);
    const { db, clock } = deps;
    if (!waits(db, item_id)) return done({ status: "not_needed", item_id });
    const admission = await admitAi(deps, context, null);
    if (admission.kind === "wait") return admission.outcome;
    const item = requireItem(db, item_id);
    const before = responseOf(db, item_id);
    const variant = 2 * ((before?.regenerate_count ?? 0) + 1);
    const previous = before ? answerText(before) : null;
    const wish = { instructions, previous, variant };
    const made = await draftAnswer(deps, { item, wish, admission, context }).catch((error: unknown) => {
      // Nobody waits for another draft of what was decided meanwhile, so it is not tried again.
      if (waits(db, item_id)) throw error;
    });
    if (!made) return done({ status: "not_needed", item_id });
    const { drafted, problems, calls, note } = made;
    const rules = problems.map((problem) => problem.rule);
    const status = drafted.model === BUILT_IN ? "reworded" : "generated";
    return done({ status, item_id, problems: rules }, (tx) => {
      const now = clock.now();
      const { text, model, promptHash } = drafted;
      recordCalls(tx, deps, { itemId: item_id, purpose: "draft" }, calls);
      note(tx);
      // The item was decided or edited meanwhile, and a person's text must not be overwritten.
      if (!waits(tx, item_id) || responseOf(tx, item_id)?.updated_at !== before?.updated_at) return;
      saveDraft(tx, item_id, { text, problems, model, promptHash, regenerated: { by, instructions } }, now);
    });
  },
  exhausted(tx, { clock }, { item_id }, { code, message }) {
    const after = { code, error: message };
    insertAudit(tx, { actor: `task:${KIND}`, action: "fail", itemId: item_id, after }, clock.now());
  },
});

function waits(reader: Reader, itemId: number): boolean {
  return isAnswerOpen(requireItem(reader, itemId).status);
}
