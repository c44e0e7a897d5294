import { iso } from "../domain/calendar.ts";
import type { Reader } from "../store/db.ts";
import type { Item } from "../store/tables/items.ts";
import type { Note } from "../store/tables/notes.ts";
import { answerText, responsesOf, type Response } from "../store/tables/responses.ts";
import type { InboxEntry } from "./inbox.ts";
import type { ItemPage } from "./item-page.ts";

/** An item as `--json` prints it: times in ISO-8601 UTC, without the marketplace's raw object. */
export function itemDocument(item: Item) {
  const {
    raw_data: _,
    incomplete: _incomplete,
    created_at,
    fetched_at,
    updated_at,
    published_at,
    seen_at,
    ...rest
  } = item;
  return {
    ...rest,
    created_at: iso(created_at),
    fetched_at: iso(fetched_at),
    updated_at: iso(updated_at),
    published_at: iso(published_at),
    seen_at: iso(seen_at),
  };
}

/** The item's answer; null when there is none yet. */
export function responseDocument(response: Response | undefined) {
  if (!response) return null;
  const { item_id: _, approved_at, published_at, missed_at, created_at, updated_at, ...rest } = response;
  return {
    text: answerText(response),
    ...rest,
    approved_at: iso(approved_at),
    published_at: iso(published_at),
    missed_at: iso(missed_at),
    created_at: iso(created_at),
    updated_at: iso(updated_at),
  };
}

/** A note for colleagues. */
export function noteDocument({ id, at, author, text }: Note) {
  return { id, at: iso(at), author, text };
}
export type NoteDocument = ReturnType<typeof noteDocument>;

/** An item with its answer, as the lists print it. */
export function entryDocument({ item, response }: InboxEntry): Record<string, unknown> {
  return { ...itemDocument(item), answer: responseDocument(response) };
}

/** Everything about an item, as `show --json` prints it. */
export function pageDocument({
  item,
  response,
  attempts,
  audit,
  notes,
  archivedAt,
}: ItemPage): Record<string, unknown> {
  return {
    ...itemDocument(item),
    archived_at: iso(archivedAt),
    answer: responseDocument(response),
    publish_attempts: attempts.map(({ intent_at, outcome_at, resolved_at, ...rest }) => {
      return { ...rest, intent_at: iso(intent_at), outcome_at: iso(outcome_at), resolved_at: iso(resolved_at) };
    }),
    history: audit.map(({ at, actor, action, after }) => {
      return { at: iso(at), actor, action, after: after === null ? null : (JSON.parse(after) as unknown) };
    }),
    notes: notes.map(noteDocument),
  };
}

/** An item with its answer; null when it has none yet. */
export type ItemDocument = ReturnType<typeof itemDocument> & { answer: ReturnType<typeof responseDocument> };

/** Items with their answers, in the order given. */
export function documentsOf(db: Reader, items: readonly Item[]): ItemDocument[] {
  const answers = responsesOf(
    db,
    items.map(({ id }) => id),
  );
  return items.map((item) => ({ ...itemDocument(item), answer: responseDocument(answers.get(item.id)) }));
}
