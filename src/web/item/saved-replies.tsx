/** @jsxImportSource hono/jsx */
import type { ItemDocument } from "../../desk/items-api.ts";
import { filledIn, type SavedReply } from "../../domain/saved-reply.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";

interface SavedProps {
  view: View;
  item: ItemDocument;
  replies: readonly SavedReply[];
  /** The form of the answer. */
  form: string;
}

/** The saved replies of the brand. The page's script inserts one at the caret; without it the form comes back with it. */
export function SavedReplies({ view, item, replies, form }: SavedProps) {
  const { saved } = view.say.web;
  return (
    <dialog id="saved" class="dialog" aria-labelledby="saved-name">
      <form method="dialog">
        <div class="dialog-head">
          <h2 id="saved-name">{saved.name}</h2>
          <button class="btn icon" aria-label={view.say.web.case.close}>
            <Icon name="x" />
          </button>
        </div>
        <p class="dim">{saved.how}</p>
        <ul class="saved">
          {replies.map(({ name, text }) => (
            <li>
              <button form={form} name="insert" value={name}>
                <b>{name}</b> <span class="pre">{filledIn(text, item)}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </dialog>
  );
}
