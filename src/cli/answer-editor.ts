/** A person's editor on the answer of an item. */
import type { Core } from "../app.ts";
import { requireItem } from "../store/tables/items.ts";
import { answerText, responseOf } from "../store/tables/responses.ts";
import { textsOf } from "../texts/texts.ts";
import type { Context } from "./context.ts";
import { editText } from "./terminal/editor.ts";

/** What came out of the editor, and the version of the answer that it was opened on. */
export interface Typed {
  text: string;
  version: number;
}

/** Returns undefined when the editor is left without saving or the text comes back unchanged. */
export function typeAnswer({ io }: Context, core: Core, id: number): Typed | undefined {
  const { answer, version } = openedAnswer(core, id);
  const text = editText({ item: requireItem(core.db, id), answer }, textsOf(core.config.locale), io.env);
  return text === undefined || text === answer.trim() ? undefined : { text, version };
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
  const { answer, version } = openedAnswer(core, id);
  const opened = { item: requireItem(core.db, id), answer, kept: refused.get(id) };
  const text = editText(opened, textsOf(core.config.locale), io.env);
  // The editor was left without saving, so a kept text stays kept and does not replace what was stored meanwhile.
  if (text === undefined) return false;
  refused.delete(id);
  if (text === "" || text === answer.trim()) return false;
  refused.set(id, text);
  const { changed } = await core.decisions.edit(id, text, actor, version);
  refused.delete(id);
  return changed;
}

/** The answer as it stands; an empty one of version 0 where there is none, so that a person writes the first. */
function openedAnswer(core: Core, id: number): { answer: string; version: number } {
  const response = responseOf(core.db, id);
  return response ? { answer: answerText(response), version: response.version } : { answer: "", version: 0 };
}
