/** @jsxImportSource hono/jsx */
import type { View } from "../parts.ts";

/** What the script says when no answer comes; what was typed stays on the page. */
export function Away({ view }: { view: View }) {
  const { away } = view.say.web;
  return (
    <dialog id="away" class="dialog" aria-labelledby="away-name">
      <form method="dialog">
        <div class="dialog-head">
          <h2 id="away-name">{away.name}</h2>
        </div>
        <p>{away.why}</p>
        <button class="btn primary">{away.close}</button>
      </form>
    </dialog>
  );
}
