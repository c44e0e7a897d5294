/** What went out of all cells as one list, the newest first: the place of an answer holds over all of them. */
import type { Tab } from "../domain/tab.ts";
import { actorViaHub } from "../domain/via-hub.ts";
import type { CountedSent } from "../desk/lists.ts";
import type { Asking } from "../desk/items-api.ts";
import type { SentQuery } from "../desk/sent.ts";
import type { Gives } from "../desk/cell/methods.ts";
import type { Cell } from "./cell.ts";
import { filled, shareOf } from "./fill.ts";
import { gather, missing, type Cells, type Gathered } from "./gather.ts";
import { added, countsOf, isWhole, sentTodayOf, writable } from "./lists.ts";
import { actorFrom, idWithin, itemFrom } from "./names.ts";

export async function sentOf<T extends Tab>(
  cells: Cells,
  { after, by, ...query }: SentQuery,
  tabs: readonly T[],
  who: Asking,
): Promise<CountedSent<T>> {
  const asked = { ...writable(query), by: senderIn(by) };
  const first = await gather(cells, who, "sent", (cell) => ({
    ...asked,
    tabs: [...tabs],
    limit: shareOf(query.limit, cells.all.length),
    after: after && { sent_at: after.sent_at, item_id: idWithin(cell, after.item_id) },
  }));
  const further = { ...asked, tabs: [] };
  const found = await filled(first, merged(first, query.limit).items, (short, next, known) =>
    gather({ ...cells, all: short }, who, "sent", (cell) => ({ ...further, after: next(cell) }), known),
  );

  const { items, goesOn } = merged(found, query.limit);
  const last = items.at(-1);
  return {
    items,
    next: goesOn && last ? { sent_at: Date.parse(last.sent.at), item_id: last.id } : null,
    // What is counted in all is told with the first page of each.
    sums: sentSums(first),
    counts: countsOf(first, tabs),
    sentToday: sentTodayOf(first),
    ...missing(found),
  };
}

function merged({ answers }: Gathered<"sent">, limit: number) {
  const all = answers.flatMap(({ cell, answer }) => answer.items.map((item) => sentFrom(cell, item)));
  all.sort((a, b) => Date.parse(b.sent.at) - Date.parse(a.sent.at) || b.id - a.id);
  return {
    items: all.slice(0, limit),
    goesOn: all.length > limit || answers.some(({ answer }) => answer.next !== null),
  };
}

function sentFrom(cell: Cell, item: Gives<"sent">["items"][number]) {
  const named = itemFrom(cell, item);
  return {
    ...named,
    sent: { ...item.sent, by: actorFrom(cell, item.sent.by) },
    unsent: item.unsent,
    tries: item.tries,
  };
}

/** The hub's own people have another name in a cell. */
function senderIn(by: SentQuery["by"]): SentQuery["by"] {
  if (by === undefined || typeof by === "string" || !by.actor.startsWith("person:")) return by;
  return { actor: actorViaHub(by.actor.slice("person:".length)) };
}

function sentSums(found: Gathered<"sent">): CountedSent<Tab>["sums"] {
  const sums = found.answers.map(({ answer }) => answer.sums);
  const sum = (key: "byRules" | "asDrafted" | "rejected" | "unsent") => sums.reduce((all, one) => all + one[key], 0);
  return {
    ...added(sums, isWhole(found)),
    byRules: sum("byRules"),
    asDrafted: sum("asDrafted"),
    rejected: sum("rejected"),
    unsent: sum("unsent"),
  };
}
