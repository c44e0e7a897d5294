/** A person's editor on the answer of an item. */
import type { Core } from "../app.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { requireItem } from "../store/tables/items.ts";
import { answerText, responseOf } from "../store/tables/responses.ts";
import { textsOf } from "../texts/texts.ts";
import type { Context } from "./context.ts";
import { editText } from "./terminal/editor.ts";

/** What came out of the editor, and the answer that it was opened on. */
export interface Typed {
  text: string;
  seen: string;
}

/** Returns the unchanged answer when the editor is left without saving. @throws RefusedDecision without an answer */
export function typeAnswer({ io }: Context, core: Core, id: number): Typed {
  const seen = requireText(core, id);
  const text = editText({ item: requireItem(core.db, id), answer: seen }, textsOf(core.config.locale), io.env);
  return { text: text ?? seen, seen };
}

/**
 * Opens a person's editor on the answer and stores what comes back.
 * @param refused texts that could not be stored, by item: the editor goes on with them
 * @returns false when the text was left empty or unchanged
 */
export async function editInEditor(
  { io, actor }: Pick<Context, "io" | "actor">,
  core: Core,
  id: number,
  refused: Map<number, string>,
): Promise<boolean> {
  const answer = requireText(core, id);
  const opened = { item: requireItem(core.db, id), answer, kept: refused.get(id) };
  const text = editText(opened, textsOf(core.config.locale), io.env);
  // The editor was left without saving, so a kept text stays kept and does not replace what was stored meanwhile.
  if (text === undefined) return false;
  refused.delete(id);
  if (text === "") return false;
  refused.set(id, text);
  const { changed } = await core.decisions.edit(id, text, actor, answer);
  refused.delete(id);
  return changed;
}

function requireText(core: Core, id: number): string {
  const response = responseOf(core.db, id);
  if (response) return answerText(response);
  throw new RefusedDecision(`item ${id} has no answer to edit yet`, {
    code: "item.no_answer",
    hint: `See: reputation show ${id}`,
    say: ({ decisions }) => decisions["item.no_answer"],
  });
}
