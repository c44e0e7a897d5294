/** @jsxImportSource hono/jsx */
import { may } from "../../domain/access.ts";
import { addressOf } from "../address.ts";
import type { Listed } from "../inbox/list.tsx";
import type { Leaving } from "../inbox/undo.tsx";
import type { View, WebParts } from "../parts.ts";
import { Card, type Trouble } from "./card.tsx";

interface CardOf {
  id: number;
  listed: Listed;
  trouble: Trouble | null;
  sent: Leaving | null;
}

/** The card of an item, with its neighbours in the list; null when there is no such item for this person. */
export async function cardOf(parts: WebParts, view: View, { id, listed, trouble, sent }: CardOf) {
  const { items, config, people } = parts;
  const item = await items.get(id, view.person.brands);
  if ("refused" in item) return null;
  const { history = [] } = item as { history?: { at: string; actor: string; action: string }[] };
  const brand = config.brands.find((one) => one.id === item.brand_id) ?? { name: item.brand_id, max_length: 1000 };
  const at = listed.items.findIndex((one) => one.id === id);
  const link = (one: { id: number } | undefined) => one && addressOf(listed.address, {}, `/inbox/${one.id}`);
  return (
    <Card
      view={view}
      item={item}
      history={history}
      goals={config.goals}
      brand={brand}
      back={addressOf(listed.address)}
      previous={link(listed.items[at - 1]) ?? null}
      next={link(listed.items[at + 1]) ?? null}
      seniors={(await people.list()).filter((person) => may(person, "receive")).map(({ name }) => name)}
      mayDecide={may(view.person, "decide")}
      trouble={trouble}
      sent={sent}
    />
  );
}
