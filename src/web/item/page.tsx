/** @jsxImportSource hono/jsx */
import type { ListedPerson } from "../../decisions/people-api.ts";
import type { NoteDocument } from "../../desk/documents.ts";
import { may, sees, type Person } from "../../domain/access.ts";
import { addressOf } from "../address.ts";
import type { Listed } from "../inbox/list.tsx";
import type { Leaving } from "../inbox/undo.tsx";
import type { View, WebParts } from "../parts.ts";
import { Card, type Trouble } from "./card.tsx";
import type { NoteLine } from "./notes.tsx";
import type { HistoryLine } from "./side.tsx";

interface CardOf {
  id: number;
  listed: Listed;
  trouble: Trouble | null;
  typed?: string | undefined;
  sent: Leaving | null;
}

/** The card of an item, with its neighbours in the list; null when there is no such item for this person. */
export async function cardOf(parts: WebParts, view: View, { id, listed, trouble, typed, sent }: CardOf) {
  const { items, config, people, lookers } = parts;
  const item = await items.get(id, view.person.brands);
  if ("refused" in item) return null;
  const everybody = await people.list();
  const { history = [] } = item as { history?: HistoryLine[] };
  const brand = config.brands.find((one) => one.id === item.brand_id) ?? {
    name: item.brand_id,
    max_length: 1000,
    saved_replies: [],
  };
  const at = listed.items.findIndex((one) => one.id === id);
  const link = (one: { id: number } | undefined) => one && addressOf(listed.address, {}, `/inbox/${one.id}`);
  return (
    <Card
      view={view}
      item={item}
      history={history}
      notes={linesOf(await items.notes(id, view.person.brands), everybody)}
      goals={config.goals}
      brand={brand}
      back={addressOf(listed.address)}
      previous={link(listed.items[at - 1]) ?? null}
      next={link(listed.items[at + 1]) ?? null}
      seniors={seniorsFor(item.brand_id, everybody)}
      lookers={lookers.besides(view.person, id)}
      mayDecide={may(view.person, "decide")}
      trouble={trouble}
      typed={typed ?? trouble?.typed}
      sent={sent}
    />
  );
}

/** The notes with the names of their authors, whose sign-in names they carry. */
function linesOf(notes: readonly NoteDocument[], people: readonly Pick<Person, "login" | "name">[]): NoteLine[] {
  const names = new Map(people.map(({ login, name }) => [`person:${login}`, name]));
  return notes.map(({ at, text, author }) => ({ at, text, by: names.get(author) ?? author.replace(/^person:/, "") }));
}

/** The names of those who can be handed an item of the brand: who is dismissed, or does not see it, is left out. */
function seniorsFor(brand: string, people: readonly ListedPerson[]): string[] {
  const able = people.filter((person) => person.off_at === null && may(person, "receive") && sees(person, brand));
  return able.map(({ name }) => name);
}
