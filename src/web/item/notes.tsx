/** @jsxImportSource hono/jsx */
import type { NoteDocument } from "../../desk/documents.ts";
import { LONGEST_NOTE } from "../../domain/note.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { when } from "../say.ts";
import { refOf } from "../../domain/item-ref.ts";

/** A note with its author's name as colleagues know it. */
export type NoteLine = Pick<NoteDocument, "at" | "text"> & { by: string };

export interface NotesProps {
  view: View;
  id: number;
  notes: readonly NoteLine[];
  /** The address of the list, over which the card stays open. */
  back: string;
  mayWrite: boolean;
  /** A note that was refused; it is there to be corrected. */
  typed: string | undefined;
}

/** What colleagues tell each other about the item: in a column and a form of their own, away from the answer. */
export function Notes({ view, id, notes, back, mayWrite, typed }: NotesProps) {
  const { notes: words } = view.say.web;
  if (notes.length === 0 && !mayWrite) return null;
  return (
    <section id="notes" class="box notes">
      <h2>
        <Icon name="lock" />
        {words.name}
      </h2>
      <p class="dim">{words.unseen}</p>
      {notes.length > 0 && <Written view={view} notes={notes} />}
      {mayWrite && (
        <form method="post" action={`/items/${refOf(id)}/notes`} class="inline">
          <input type="hidden" name="back" value={back} />
          <textarea
            name="note"
            rows={2}
            maxlength={LONGEST_NOTE}
            required
            aria-label={words.one}
            placeholder={words.hint}
          >
            {typed}
          </textarea>
          <button class="btn small">{words.write}</button>
        </form>
      )}
    </section>
  );
}

function Written({ view, notes }: Pick<NotesProps, "view" | "notes">) {
  return (
    <ul>
      {notes.map(({ at, by, text }) => (
        <li>
          <p class="pre">{text}</p>
          <p class="dim">
            {by}, <time datetime={at}>{when(Date.parse(at), view.now, view.timezone)}</time>
          </p>
        </li>
      ))}
    </ul>
  );
}
