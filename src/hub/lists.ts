/**
 * The lists of all cells as one. The order of a list holds over all of them, with the cell in the item's number, so that
 * one position says to each cell where its part goes on: a cursor needs no place for each cell, and a cell that was away
 * joins again where the list is.
 */
import { byOrder, type Around, type ItemPlace } from "../store/views/item-place.ts";
import type { ItemCount, Position } from "../store/views/item-list.ts";
import type { Sort, Tab } from "../domain/tab.ts";
import { inCell, splitRef } from "../domain/item-ref.ts";
import type { CountedList, ListQuery } from "../desk/lists.ts";
import type { Asking, ItemDocument, ItemsApi } from "../desk/items-api.ts";
import type { Cell } from "./cell.ts";
import { filled, shareOf } from "./fill.ts";
import { gather, missing, type Cells, type Gathered } from "./gather.ts";
import { keepCounts, type KeptCounts } from "./kept-counts.ts";
import { idWithin, itemFrom } from "./names.ts";

type HubLists = Pick<ItemsApi, "list" | "listWithCounts" | "counts">;

/** @param find the item whose place in a list is asked for */
export function hubLists(cells: Cells, find: ItemsApi["get"]): HubLists {
  const kept = keepCounts();
  async function listWithCounts<T extends Tab>(
    { place, after, ...query }: ListQuery,
    tabs: readonly T[],
    who: Asking,
  ): Promise<CountedList<T>> {
    const shown = place === undefined ? undefined : await find(place, who.brands);
    const at = shown && !("refused" in shown) ? positionOf(shown) : undefined;
    const first = await gather(cells, who, "list", (cell) => ({
      ...writable(query),
      tabs: [...tabs],
      limit: shareOf(query.limit, cells.all.length),
      after: after && within(cell, after),
      around: at && within(cell, at),
      place: at && splitRef(at.id).cell === cell.id ? splitRef(at.id).id : undefined,
    }));
    const further = { ...writable(query), tabs: [] };
    const found = await filled(first, merged(first, query).items, (short, next, known) =>
      gather({ ...cells, all: short }, who, "list", (cell) => ({ ...further, after: next(cell) }), known),
    );
    const { items, next } = merged(found, query);
    const beside = at && placeIn(first, query.sort);
    return {
      items,
      next,
      // What is counted in all is told with the first rows of each.
      counts: countsOf(first, tabs),
      place: beside,
      sentToday: sentTodayOf(first),
      ...missing(found),
    };
  }

  return {
    async list(query, who) {
      const { items, next } = await listWithCounts(query, [], who);
      return { items, next };
    },
    listWithCounts,
    counts: (query, tabs, who) => countsAt(cells, kept, { query, tabs, who }),
  };
}

interface Counting<T extends Tab> {
  query: Parameters<ItemsApi["counts"]>[0];
  tabs: readonly T[];
  who: Asking;
}

/** Without filters, as the head of every page shows them, only cells with news are asked. */
async function countsAt<T extends Tab>(cells: Cells, kept: KeptCounts, { query, tabs, who }: Counting<T>) {
  const asked = JSON.stringify([tabs, who.brands]);
  const isPlain = Object.keys(query).length === 0;
  const known = cells.all.flatMap((cell) => {
    const answer = isPlain && cell.concerns(who) ? kept.of(cell, asked) : undefined;
    return answer ? [{ cell, answer }] : [];
  });
  const rest = cells.all.filter((cell) => !known.some((one) => one.cell === cell));
  const marks = new Map(rest.map((cell) => [cell, cell.mark()]));
  const args = { ...writable(query), tabs: [...tabs] };
  const found = await gather({ ...cells, all: rest }, who, "counts", () => args, known.length);
  if (isPlain) for (const { cell, answer } of found.answers) kept.keep(cell, asked, marks.get(cell), answer);
  const all = [...known, ...found.answers].map(({ answer }) => answer);
  return sumsOf(all, tabs, isWhole(found));
}

/** A query as the wire has it: lists of its own. */
type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] | undefined ? E[] | undefined : T[K] };
export function writable<T extends object>(query: T): Writable<T> {
  return query as Writable<T>;
}

function within(cell: Cell, { priority, created_at, id }: Position): Position {
  return { priority, created_at, id: idWithin(cell, id) };
}

function positionOf({ priority, created_at, id }: ItemDocument): Position {
  return { priority, created_at: Date.parse(created_at), id };
}

type Paging = Pick<ListQuery, "sort" | "limit">;

function merged({ answers }: Gathered<"list">, { sort, limit }: Paging) {
  const order = byOrder(sort);
  const all = answers
    .flatMap(({ cell, answer }) => answer.items.map((item) => itemFrom(cell, item)))
    .map((item) => ({ item, at: positionOf(item) }))
    .toSorted((a, b) => order(a.at, b.at));
  const shown = all.slice(0, limit);
  const goesOn = all.length > limit || answers.some(({ answer }) => answer.next !== null);
  return { items: shown.map(({ item }) => item), next: goesOn ? (shown.at(-1)?.at ?? null) : null };
}

function placeIn({ answers, ...gathered }: Gathered<"list">, sort: Sort): ItemPlace {
  const order = byOrder(sort);
  const around = answers.flatMap(({ cell, answer }) => {
    return answer.around ? [{ ...answer.around, cell }] : [];
  });
  const named = (cell: Cell, at: Around["next"]) => (at ? [{ ...at, id: inCell(cell.id, at.id) }] : []);
  const before = around.map((one) => one.before);
  return {
    before: added(before, isWhole(gathered) && around.length === answers.length),
    isIn: answers.some(({ answer }) => answer.isIn === true),
    previous:
      around
        .flatMap(({ cell, previous }) => named(cell, previous))
        .toSorted(order)
        .at(-1)?.id ?? null,
    next: around.flatMap(({ cell, next }) => named(cell, next)).toSorted(order)[0]?.id ?? null,
  };
}

/** Whether everybody has answered: what is not known is at least not said to be nothing. */
export function isWhole({ away, lacking }: Pick<Gathered<"list">, "away" | "lacking">): boolean {
  return away.length === 0 && lacking.length === 0;
}

export function added(counts: readonly ItemCount[], isAll: boolean): ItemCount {
  return {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    exact: isAll && counts.every(({ exact }) => exact),
  };
}

function sumsOf<T extends Tab>(
  answers: readonly Partial<Record<Tab, ItemCount>>[],
  tabs: readonly T[],
  isAll: boolean,
): Record<T, ItemCount> {
  const sum = (tab: T): ItemCount =>
    added(
      answers.map((counts) => counts[tab] ?? { count: 0, exact: false }),
      isAll,
    );
  return Object.fromEntries(tabs.map((tab) => [tab, sum(tab)])) as Record<T, ItemCount>;
}

export function countsOf<T extends Tab>(found: Gathered<"list"> | Gathered<"sent">, tabs: readonly T[]) {
  return sumsOf(
    found.answers.map(({ answer }) => answer.counts),
    tabs,
    isWhole(found),
  );
}

export function sentTodayOf(found: Gathered<"list"> | Gathered<"sent">): ItemCount {
  return added(
    found.answers.map(({ answer }) => answer.sentToday),
    isWhole(found),
  );
}
