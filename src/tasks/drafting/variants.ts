/** Several drafts of one answer at a person's request, to choose from; the answer itself stays as it is. */
import { BUILT_IN } from "../../ai/llm.ts";
import { LlmError } from "../../base/errors.ts";
import { isAnswerOpen } from "../../domain/item.ts";
import { done, type Outcome, type TaskContext } from "../../queue/task.ts";
import type { Reader } from "../../store/db.ts";
import { requireItem } from "../../store/tables/items.ts";
import { answerText, countRegeneration, responseOf } from "../../store/tables/responses.ts";
import { saveVariants } from "../../store/tables/variants.ts";
import type { Deps } from "../deps.ts";
import { recordCalls } from "./ai-calls.ts";
import { admitAi, type Admission } from "./ai-hold.ts";
import { draftAnswer } from "./draft.ts";

interface Wanted {
  itemId: number;
  /** Empty for none. */
  instructions: string;
  /** How many, at most. */
  count: number;
}

type ItemDraft = Awaited<ReturnType<typeof draftAnswer>>;

/** Drafts them one after the other, each told how the others begin, and stores those that differ. */
export async function writeVariants(deps: Deps, wanted: Wanted, context: TaskContext): Promise<Outcome> {
  const { itemId } = wanted;
  const before = responseOf(deps.db, itemId);
  if (!before || !isOpen(deps.db, itemId)) return done({ status: "not_needed", item_id: itemId });
  const admission = await admitAi(deps, context, null);
  if (admission.kind === "wait") return admission.outcome;
  const made = await drafts(deps, wanted, admission, context);
  const different = distinct(made, answerText(before));
  const status = different.some(({ drafted }) => drafted.model !== BUILT_IN) ? "generated" : "reworded";
  return done({ status, item_id: itemId, variants: different.length }, (tx) => {
    const now = deps.clock.now();
    for (const { calls, note } of made) {
      recordCalls(tx, deps, { itemId, purpose: "draft" }, calls);
      note(tx);
    }
    // The item was decided or the answer changed meanwhile: nobody chooses any more.
    if (!isOpen(tx, itemId) || responseOf(tx, itemId)?.version !== before.version) return;
    const texts = different.map(({ drafted: { text, model, promptHash }, problems }) => ({
      text,
      problems,
      model,
      promptHash,
    }));
    saveVariants(tx, itemId, before.version, texts, now);
    countRegeneration(tx, itemId);
  });
}

/** An LLM that goes away after the first draft leaves those that are there. */
async function drafts(
  deps: Deps,
  { itemId, instructions, count }: Wanted,
  admission: Exclude<Admission, { kind: "wait" }>,
  context: TaskContext,
): Promise<ItemDraft[]> {
  const item = requireItem(deps.db, itemId);
  const first = 2 * ((responseOf(deps.db, itemId)?.regenerate_count ?? 0) + 1) * count;
  const made: ItemDraft[] = [];
  for (let at = 0; at < count; at += 1) {
    const others = made.map(({ drafted }) => drafted.text);
    const wish = { instructions: instructions || null, previous: null, variant: first + 2 * at, others };
    try {
      made.push(await draftAnswer(deps, { item, wish, admission, context }));
    } catch (error) {
      context.signal.throwIfAborted();
      if (made.length === 0 || !(error instanceof LlmError)) throw error;
      break;
    }
  }
  return made;
}

function distinct(made: readonly ItemDraft[], present: string): ItemDraft[] {
  const seen = new Set([present]);
  return made.filter(({ drafted: { text } }) => !seen.has(text) && seen.add(text));
}

function isOpen(reader: Reader, itemId: number): boolean {
  return isAnswerOpen(requireItem(reader, itemId).status);
}
