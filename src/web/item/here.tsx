/** @jsxImportSource hono/jsx */
import type { Texts } from "../../texts/texts.ts";
import { Icon } from "../icons.tsx";
import type { Looker } from "../live/lookers.ts";
import type { View } from "../parts.ts";
import { refOf } from "../../domain/item-ref.ts";

/** `Ирина тоже смотрит, Павел пишет ответ`; empty when nobody else has the item open. */
export function sayWhoIsHere(lookers: readonly Looker[], { here }: Texts["web"]): string {
  return lookers.map(({ name, writes }) => (writes ? here.writes(name) : here.looks(name))).join(", ");
}

/** Who else has the item open. It is drawn empty, too, because the page's script keeps it up to date. */
export function Here({ view, id, lookers }: { view: View; id: number; lookers: readonly Looker[] }) {
  const text = sayWhoIsHere(lookers, view.say.web);
  return (
    <div role="status">
      <p class="here warn" data-item={refOf(id)} hidden={text === ""}>
        <Icon name="eye" />
        <span>{text}</span>
      </p>
    </div>
  );
}
