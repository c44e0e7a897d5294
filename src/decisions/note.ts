import { LONGEST_NOTE, noteForm } from "../domain/note.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import { requireItem } from "../store/tables/items.ts";
import { insertNote, notesOf } from "../store/tables/notes.ts";
import type { Decided, Parts } from "./parts.ts";

/**
 * Leaves a note for colleagues on the item, in any state, and changes nothing else about it. The audit names the note and
 * does not repeat it. The same words by the same person once more, as a double click sends them, are no second note.
 * @throws RefusedDecision when the note is empty or too long, or the item is archived
 */
export function note(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, words: string, actor: string): Decided {
  const { status } = requireItem(tx, id);
  const text = noteText(words);
  const last = notesOf(tx, id).at(-1);
  if (last?.author === actor && last.text === text) return { id, status, changed: false };
  const now = clock.now();
  const written = insertNote(tx, { item_id: id, at: now, author: actor, text });
  insertAudit(tx, { actor, action: "note", itemId: id, after: { note: written } }, now);
  return { id, status, changed: true };
}

function noteText(words: string): string {
  const { data } = noteForm.safeParse(words);
  if (data !== undefined) return data;
  throw new RefusedDecision(`a note has 1 to ${LONGEST_NOTE} characters`, {
    code: "note.length",
    say: ({ decisions }) => decisions["note.length"](1, LONGEST_NOTE),
  });
}
