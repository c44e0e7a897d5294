/** @jsxImportSource hono/jsx */
import type { ListedPerson } from "../../decisions/people-api.ts";
import type { NoteDocument } from "../../desk/documents.ts";
import type { Unsent } from "../../desk/hold-reason.ts";
import { may, sees } from "../../domain/access.ts";
import { addressOf } from "../address.ts";
import type { Listed } from "../inbox/list.tsx";
import type { Leaving } from "../inbox/undo.tsx";
import { nameOf, namesOf, type Names } from "../names.ts";
import type { View, WebParts } from "../parts.ts";
import { when } from "../say.ts";
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
  const names = namesOf(everybody);
  const unsent = item.status === "approved" ? (await parts.desk.item(id)).unsent : null;
  const { history = [] } = item as { history?: (Omit<HistoryLine, "by"> & { actor: string })[] };
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
      history={history.map(({ actor, ...line }) => ({ ...line, by: nameOf(view.say, names, actor) }))}
      notes={linesOf(view, await items.notes(id, view.person.brands), names)}
      variants={await items.variants(id, view.person.brands)}
      goals={config.goals}
      brand={brand}
      back={addressOf(listed.address)}
      previous={link(listed.items[at - 1]) ?? null}
      next={link(listed.items[at + 1]) ?? null}
      seniors={seniorsFor(item.brand_id, everybody)}
      lookers={lookers.besides(view.person, id)}
      unsent={unsent && unsentInWords(view, unsent)}
      mayDecide={may(view.person, "decide")}
      trouble={trouble}
      typed={typed ?? trouble?.typed}
      sent={sent}
    />
  );
}

/** Why an approved answer has not left, and when it is tried again. */
function unsentInWords({ say, now, timezone }: View, { why, nextTry }: Unsent): string {
  return nextTry === null ? why : `${why} ${say.failures.next_try(when(nextTry, now, timezone))}.`;
}

/** The notes with the names of their authors, whose sign-in names they carry. */
function linesOf({ say }: View, notes: readonly NoteDocument[], names: Names): NoteLine[] {
  return notes.map(({ at, text, author }) => ({ at, text, by: nameOf(say, names, author) }));
}

/** The names of those who can be handed an item of the brand: who is dismissed, or does not see it, is left out. */
function seniorsFor(brand: string, people: readonly ListedPerson[]): string[] {
  const able = people.filter((person) => person.off_at === null && may(person, "receive") && sees(person, brand));
  return able.map(({ name }) => name);
}
