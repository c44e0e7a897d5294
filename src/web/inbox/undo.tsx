/** @jsxImportSource hono/jsx */
import type { ItemDocument } from "../../desk/items-api.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";

interface UndoProps {
  view: View;
  sent: { item: ItemDocument; until: number } | null;
  back: string;
}

/** An answer that is about to leave, and the button that takes it back. The page's script counts the seconds down. */
export function UndoBar({ view, sent, back }: UndoProps) {
  if (sent === null) return null;
  const { case: words } = view.say.web;
  const seconds = Math.max(0, Math.round((sent.until - view.now) / 1000));
  return (
    <div class="undo" role="status" data-until={sent.until}>
      <p>
        № {sent.item.id}. {words.goes(seconds)}
      </p>
      <button class="btn" formmethod="post" formaction={`/items/${sent.item.id}/undo?back=${encodeURIComponent(back)}`}>
        <Icon name="undo" />
        {words.undo} <kbd>U</kbd>
      </button>
      <progress value={seconds} max={30} aria-label={words.goesName}></progress>
    </div>
  );
}
