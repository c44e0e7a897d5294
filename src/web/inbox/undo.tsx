/** @jsxImportSource hono/jsx */
import type { ItemDocument } from "../../desk/items-api.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { refOf } from "../../domain/item-ref.ts";

/** An answer that is about to leave, and until when it can be taken back, Unix ms. */
export interface Leaving {
  item: ItemDocument;
  until: number;
}

interface UndoProps {
  view: View;
  sent: Leaving | null;
  back: string;
}

/** Beside the list, whose form its button belongs to. The page's script counts the seconds down. */
export function UndoBar({ view, sent, back }: UndoProps) {
  if (sent === null) return null;
  return (
    <div class="undo" role="status" data-until={sent.until}>
      <Bar view={view} sent={sent} back={back} />
    </div>
  );
}

/** Over the card of the next item, where the list is not shown: on a telephone. */
export function UndoOverCard({ view, sent, back }: UndoProps) {
  if (sent === null) return null;
  return (
    <form class="undo" method="post" data-until={sent.until}>
      <Bar view={view} sent={sent} back={back} />
    </form>
  );
}

function Bar({ view, sent: { item, until }, back }: UndoProps & { sent: Leaving }) {
  const { case: words } = view.say.web;
  const seconds = Math.max(0, Math.round((until - view.now) / 1000));
  return (
    <>
      <p>
        № {refOf(item.id)}. {words.goes(seconds)}
      </p>
      <button
        class="btn"
        formmethod="post"
        formaction={`/items/${refOf(item.id)}/undo?back=${encodeURIComponent(back)}`}
      >
        <Icon name="undo" />
        {words.undo} <kbd>U</kbd>
      </button>
      <progress value={seconds} max={30} aria-label={words.goesName}></progress>
    </>
  );
}
