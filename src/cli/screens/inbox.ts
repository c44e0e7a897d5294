import type { Clock } from "../../base/clock.ts";
import { plain } from "../../domain/wording/russian.ts";
import { liveDaemon } from "../../queue/owner.ts";
import type { Db } from "../../store/db.ts";
import { createInboxSearch, type Found } from "../../store/views/inbox-search.ts";
import type { Item } from "../../store/tables/items.ts";
import { pausesOf } from "../../store/tables/pauses.ts";
import { byUrgency, countWaiting, listWaiting, waitingInWords } from "../../store/views/waiting.ts";
import { countUnsent, unsentItems } from "../../store/views/unsent.ts";
import type { Texts } from "../../texts/ru/index.ts";
import type { Filter } from "../../tui/filter.ts";
import { inboxView } from "../../tui/screens/inbox.ts";
import type { Times, View } from "../../tui/view.ts";

/** Rows that a list shows at most. */
export const PAGE = 100;
/** The first time through nobody should wait long; what changed meanwhile may take its time. */
const AGAIN_MS = { searching: 10, renewing: 1000 };

/** The page of what is most urgent; with a filter, of all that waits. */
export function inboxOf(db: Db, clock: Clock, texts: Texts, times: Times): (filter: Filter) => View {
  const search = createInboxSearch(db, clock);
  const { pending_review, escalated, error } = texts.items;
  const names = { pending_review: plain(pending_review), escalated: plain(escalated), error: plain(error) };
  return (filter) => {
    const title = titleOf(db, clock.now(), texts);
    if (filter.terms.length === 0) {
      const all = [...unsentItems(db, {}, PAGE), ...listWaiting(db, {}, PAGE)];
      return inboxView(mostUrgent(all), title, texts, times);
    }
    const unsent = unsentItems(db, { ...filter, terms: filter.terms.filter((term) => term !== names.error) }, PAGE);
    const found = search({ ...filter, names }, db.outsideVersion(), PAGE);
    const items = mostUrgent([...unsent, ...found.items]);
    const view = { ...inboxView(items, title, texts, times), note: foundNote({ ...found, items }, texts) };
    return found.state === "complete" ? view : { ...view, again: AGAIN_MS[found.state] };
  };
}

function mostUrgent(items: readonly Item[]): Item[] {
  return items.toSorted(byUrgency).slice(0, PAGE);
}

function titleOf(db: Db, now: number, { words, messages }: Texts): string {
  const unsent = countUnsent(db);
  return [
    `${words.waiting}: ${waitingInWords(countWaiting(db))}`,
    unsent > 0 && `! ${words.unsentAnswers}: ${unsent}`,
    !liveDaemon(db, now) && `! ${messages.noDaemon}`,
    "publish" in pausesOf(db) && `! ${messages.publishPaused}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

function foundNote({ items, looked, state }: Found, { messages }: Texts): string {
  const count = items.length < PAGE ? String(items.length) : `${PAGE}, ${messages.mostUrgent}`;
  const more = state === "searching" ? `, ${messages.searched} ${looked}, ${messages.searching}` : "";
  return `${messages.found}: ${count}${more}`;
}
