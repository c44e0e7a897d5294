/** @jsxImportSource hono/jsx */
import type { ListedPerson } from "../../decisions/people-api.ts";
import type { NoteDocument } from "../../desk/documents.ts";
import type { Unsent } from "../../desk/hold-reason.ts";
import { may, sees } from "../../domain/access.ts";
import { refOf } from "../../domain/item-ref.ts";
import { addressOf } from "../address.ts";
import { CardAway, isAway } from "../cells-away.tsx";
import type { Listed } from "../inbox/list.tsx";
import type { Leaving } from "../inbox/undo.tsx";
import { nameOf, namesOf, type Names } from "../names.ts";
import { brandOf, type View, type WebParts } from "../parts.ts";
import { number, when } from "../say.ts";
import { Card, type Trouble } from "./card.tsx";
import type { Senior } from "./dialogs.tsx";
import type { NoteLine } from "./notes.tsx";
import type { HistoryLine } from "./side.tsx";

interface CardOf {
  id: number;
  listed: Listed;
  trouble: Trouble | null;
  typed?: string | undefined;
  sent: Leaving | null;
}

/**
 * The card of an item, with its neighbours in the list; null when there is no such item for this person. It is not whole
 * when the item's cell does not answer: then it says so.
 */
export async function cardOf(parts: WebParts, view: View, { id, listed, trouble, typed, sent }: CardOf) {
  const { items, config, people, lookers } = parts;
  const { brands } = view.person;
  const item = await items.get(id, brands);
  if ("refused" in item) {
    if (!isAway(item.refused)) return null;
    // What the decision has met says more than that the item cannot be read now.
    const message = trouble?.message ?? item.refused.message;
    const kept = typed ?? trouble?.typed ?? trouble?.note;
    const card = <CardAway view={view} id={id} back={addressOf(listed.address)} message={message} typed={kept} />;
    return { isWhole: false, item: null, card };
  }
  const everybody = await people.list();
  const [ratings, notes, variants] = await Promise.all([
    items.ratings(item),
    items.notes(id, brands),
    items.variants(id, brands),
  ]);
  const names = namesOf(everybody);
  const unsent = item.status === "approved" ? await items.unsent(id, brands) : null;
  const { history = [] } = item as { history?: (Omit<HistoryLine, "by"> & { actor: string })[] };
  const brand = brandOf(parts, item) ?? {
    name: item.brand_id,
    max_length: 1000,
    saved_replies: [],
  };
  const near = neighbours(listed, id);
  const link = (to: number | null) => (to === null ? null : addressOf(listed.address, {}, `/inbox/${refOf(to)}`));
  const card = (
    <Card
      view={view}
      item={item}
      history={history.map(({ actor, ...line }) => ({ ...line, by: nameOf(view.say, names, actor) }))}
      ratings={ratings}
      notes={linesOf(view, notes, names)}
      variants={variants}
      goals={config.goals}
      brand={brand}
      back={addressOf(listed.address)}
      previous={link(near.previous)}
      next={link(near.next)}
      at={near.at}
      seniors={seniorsFor(parts, item.brand_id, everybody)}
      lookers={lookers.besides(view.person, id)}
      unsent={unsent && unsentInWords(view, unsent)}
      mayDecide={may(view.person, "decide")}
      trouble={trouble}
      typed={typed ?? trouble?.typed}
      sent={sent}
    />
  );
  return { isWhole: true, item, card };
}

/** What stands beside the item in the list, and where it stands itself: `2 из 47`. Beside a list its first item is shown. */
function neighbours({ place, items, counts, address }: Listed, id: number) {
  const of = counts[address.tab];
  if (!place) return { previous: null, next: items.find((one) => one.id !== id)?.id ?? null, at: null };
  const { isIn, before, previous, next } = place;
  return { previous, next, at: isIn && before.exact ? { n: number(before.count + 1), of } : null };
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
function seniorsFor({ pages }: WebParts, brand: string, people: readonly ListedPerson[]): Senior[] {
  const able = people.filter((person) => person.off_at === null && may(person, "receive") && sees(person, brand));
  return able.map(({ id, name }) => ({ name, told: pages.alerts?.alerts.contacts.toldOfHandOn(id) ?? [] }));
}
