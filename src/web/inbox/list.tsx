/** @jsxImportSource hono/jsx */
import { MoreRows } from "../more-rows.tsx";
import type { Child } from "hono/jsx";
import type { Goals } from "../../domain/goal.ts";
import type { ItemDocument } from "../../desk/items-api.ts";
import type { ItemPlace } from "../../store/views/item-place.ts";
import { addressOf, chosen, FOLDERS, unfiltered, type Address, type Folder } from "../address.ts";
import { Missing } from "../cells-away.tsx";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { sentAddressOf } from "../sent/address.ts";
import type { Brand } from "../choices.tsx";
import { Found, Order } from "./filters.tsx";
import { Row } from "./row.tsx";
import { refOf } from "../../domain/item-ref.ts";

/** How many each folder holds, in words. */
export type Counts = Record<Folder | "sent", string>;

/** A list as it is shown. The counts obey the filter, so that a badge never disagrees with its list. */
export interface Listed {
  address: Address;
  items: ItemDocument[];
  /** The address of the next rows; null when these are the last. */
  more: string | null;
  counts: Counts;
  /** What the person has not opened since it was changed. */
  unopened: ReadonlySet<number>;
  /** Where the item that is shown stands in it; undefined when none was asked for. */
  place: ItemPlace | undefined;
  /** How many the folder holds without the filter. */
  unfiltered: string;
  /** The names of cells whose items are not in it: they do not answer, or do not know such a filter. */
  away?: readonly string[] | undefined;
  lacking?: readonly string[] | undefined;
}

/** The folders, each with how many it holds under this filter; of what went out, today's. */
export function Tabs({
  view,
  address,
  counts,
  current,
}: Pick<Listed, "address" | "counts"> & { view: View; current: Folder | "sent" }) {
  const { web } = view.say;
  const { mp, brand, q } = address;
  const marked = (folder: Folder) => (folder === current ? ({ "aria-current": "page" } as const) : {});
  const isBad = (folder: Folder) => (folder === "urgent" || folder === "unsent") && counts[folder] !== "0";
  const tab = (folder: Folder) => (
    <a href={addressOf(address, { tab: folder, after: undefined })} {...marked(folder)}>
      {web.tabs[folder]} <span class={isBad(folder) ? "n bad" : "n"}>{counts[folder]}</span>
    </a>
  );
  return (
    <nav class="tabs folders" aria-label={web.folders}>
      {FOLDERS.filter((folder) => folder !== "all").map(tab)}
      <a href={sentAddressOf({ mp, brand, q })} {...(current === "sent" && { "aria-current": "page" })}>
        {web.tabs.sent} <span class="n">{counts.sent}</span>
      </a>
      {tab("all")}
    </nav>
  );
}

interface ListProps {
  view: View;
  listed: Listed;
  goals: Goals;
  brands: readonly Brand[];
  /** The item whose card stands beside the list. */
  current: number | null;
  /** Whether that is the card which was asked for, and not just the first one. */
  isCard: boolean;
  children?: Child;
}

/** The list: a form, because what is marked is sent from here. */
export function List({ view, listed, goals, brands, current, isCard, children }: ListProps) {
  const { web } = view.say;
  const { address, items, more, counts } = listed;
  return (
    <form class="list" action="/bulk" aria-labelledby="list-name">
      <header class="list-head">
        <label class="all">
          <input type="checkbox" aria-label={web.list.markAll} />
        </label>
        <h1 id="list-name">{web.tabs[address.tab]}</h1>
        <Order say={view.say} address={address} />
        <Found say={view.say} address={address} brands={brands} shown={counts[address.tab]} all={listed.unfiltered} />
      </header>
      <Fresh view={view} address={address} current={current} isCard={isCard} />
      <Missing view={view} away={listed.away} lacking={listed.lacking} />
      <div class="scroll">
        {items.length === 0 ? (
          <Nothing view={view} listed={listed} />
        ) : (
          <ol>
            {items.map((item) => (
              <Row
                view={view}
                item={item}
                goals={goals}
                href={addressOf(address, {}, `/inbox/${refOf(item.id)}`)}
                isCurrent={item.id === current}
                isNew={listed.unopened.has(item.id) && !(isCard && item.id === current)}
              />
            ))}
          </ol>
        )}
        <MoreRows to={more} name={web.list.more} />
      </div>
      <div class="dock">
        <p class="marked line">
          <b>{web.list.marked}</b> <button class="btn primary">{web.list.readAndSend}</button>
        </p>
        {children}
      </div>
    </form>
  );
}

/** Shown by the script once something has changed; the list itself never moves under anybody's hand. */
function Fresh({
  view,
  address,
  current,
  isCard,
}: Pick<ListProps, "view" | "current" | "isCard"> & { address: Address }) {
  const path = isCard && current !== null ? `/inbox/${refOf(current)}` : "/inbox";
  return (
    <div role="status">
      <a class="fresh" href={addressOf(address, {}, path)} data-drawn={view.now} hidden>
        {view.say.web.list.changed}
      </a>
    </div>
  );
}

/** Whether every cell has answered. */
export function isWhole({ away = [], lacking = [] }: Pick<Listed, "away" | "lacking">): boolean {
  return away.length + lacking.length === 0;
}

/** Why the list is empty, and where to go on; nothing of the kind while nobody knows whether it is. */
function Nothing({ view, listed }: { view: View; listed: Listed }) {
  const { list } = view.say.web;
  const { address } = listed;
  if (!isWhole(listed)) return <div class="void"></div>;
  if (chosen(address).length === 0) {
    return (
      <div class="void">
        <p>{list.empty}</p>
      </div>
    );
  }
  return (
    <div class="void">
      <p>
        <b>{list.noFit}</b>
      </p>
      <p>{list.withoutIt(listed.unfiltered)}</p>
      <p class="line">
        <a class="btn" href={addressOf(unfiltered(address))}>
          {list.showAll(listed.unfiltered)}
        </a>
      </p>
    </div>
  );
}

/** Beside an empty list: all is done, or how many wait elsewhere, since an empty folder alone is no proof of that. */
export function Done({ view }: { view: View }) {
  const { list } = view.say.web;
  if (view.waiting !== "0") {
    return (
      <div class="case void">
        <h2>{list.elsewhere(view.waiting)}</h2>
        <p class="line">
          <a class="btn" href="/inbox">
            {list.openWaiting}
          </a>
        </p>
      </div>
    );
  }
  return (
    <div class="case void">
      <Icon name="check" tone="ok" />
      <h2>{list.done}</h2>
      <p class="line">
        <a class="btn" href="/sent">
          {list.sent}
        </a>
      </p>
    </div>
  );
}
