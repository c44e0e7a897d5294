/** @jsxImportSource hono/jsx */
import { Hono, type Context } from "hono";
import { causeChain } from "../base/errors.ts";
import { dayOf } from "../domain/calendar.ts";
import { isDecided } from "../domain/item.ts";
import type { CountedList } from "../desk/lists.ts";
import { addressOf, chosen, FOLDERS, queryOf, readAddress, type Address, type Folder } from "./address.ts";
import { askingOf } from "./asking.ts";
import { viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";
import { cursorOf, positionOf } from "./cursor.ts";
import { Away } from "./inbox/away.tsx";
import { Done, isWhole, List, Tabs, type Counts, type Listed } from "./inbox/list.tsx";
import { Filters } from "./inbox/filters.tsx";
import { UndoBar, type Leaving } from "./inbox/undo.tsx";
import { cardOf } from "./item/page.tsx";
import type { View, WebParts } from "./parts.ts";
import { count } from "./say.ts";
import { Page } from "./shell.tsx";
import type { ItemDocument } from "../desk/items-api.ts";
import { ITEM_REF, readRef } from "../domain/item-ref.ts";

const ROWS = 25;
/** The inbox, alone and with one item beside it. */
export function listRoutes(parts: WebParts): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/inbox", (c) => showInbox(parts, c, null));
  app.get(`/inbox/:id{${ITEM_REF}}`, (c) => showInbox(parts, c, readRef(c.req.param("id") ?? "") ?? 0));
  return app;
}

/**
 * @param id the item whose card stands beside the list; null for the list alone, with its first item beside it
 * @param typed what the person has typed into the answer and not stored
 */
export async function showInbox(
  parts: WebParts,
  c: Context<WebEnv>,
  id: number | null,
  trouble: Parameters<typeof cardOf>[2]["trouble"] = null,
  typed?: string,
): Promise<Response> {
  const view = await viewOf(parts, c);
  const address = readAddress(c.req.queries());
  const listed = await listOf(parts, view, address, id ?? undefined);
  const shown = id ?? listed.items[0]?.id ?? null;
  const sent = await sentOf(parts, view, c.req.query("sent"));
  const card = shown === null ? null : await cardOf(parts, view, { id: shown, listed, trouble, typed, sent });
  // The card beside a list is shown on wide screens only; its script knows and says so.
  if (id !== null && card !== null) parts.lookers.sign(view.person, id, (typed ?? trouble?.typed) !== undefined);
  if (id !== null && card === null) return c.notFound();
  if (id !== null && card?.item) noteLook(parts, view, card.item);
  const { web } = view.say;
  return c.html(
    <Page
      view={view}
      title={`(${view.waiting}) ${web.tabs[address.tab]}`}
      section="inbox"
      bodyClass="desk"
      show={id === null ? "list" : "item"}
      script="inbox.js"
    >
      <Tabs view={view} address={address} counts={listed.counts} current={address.tab} />
      <Filters say={view.say} address={address} brands={brandsOf(parts, view)} canTakeOut={view.has("exports")} />
      <main id="main" class="work">
        <List
          view={view}
          listed={listed}
          goals={parts.config.goals}
          brands={brandsOf(parts, view)}
          current={shown}
          isCard={id !== null}
        >
          <UndoBar view={view} sent={sent} back={addressOf(address)} />
        </List>
        {card?.card ?? (isWhole(listed) && <Done view={view} />)}
      </main>
      <Away view={view} />
    </Page>,
    card?.isWhole === false && id !== null ? 503 : trouble === null ? 200 : 409,
  );
}

/** The page does not wait for it: whether a row is marked is worth no time of anybody's. */
function noteLook({ items, log }: WebParts, { person }: View, item: ItemDocument): void {
  items
    .opened(item, person.id)
    .catch((error: unknown) => log.warn({ err: causeChain(error), item: item.id }, "look not kept"));
}

/** The brands that the person works for. */
export function brandsOf({ config }: WebParts, { person }: View) {
  return config.brands.filter(({ id }) => person.brands === null || person.brands.includes(id));
}

async function listOf(
  { items }: WebParts,
  { person, now, timezone }: View,
  address: Address,
  place?: number,
): Promise<Listed> {
  const { tab, sort } = address;
  const asked = {
    tab,
    sort,
    limit: ROWS,
    after: positionOf(address.after),
    place,
    ...queryOf(address, dayOf(now, timezone)),
  };
  const page = await items.listWithCounts(asked, FOLDERS, askingOf(person));
  const unopened = await items.unopened(
    page.items.filter(({ status }) => !isDecided(status)),
    person.id,
  );
  const isFiltered = chosen(address).length > 0;
  const all = isFiltered ? await items.counts({}, [tab], askingOf(person)) : page.counts;
  const more = page.next && addressOf(address, { after: cursorOf(page.next) });
  return {
    address,
    items: page.items,
    more,
    counts: inWords(page),
    unopened,
    place: page.place,
    unfiltered: count(all[tab]),
    away: page.away,
    lacking: page.lacking,
  };
}

/** How many each folder holds, and how many were sent today. */
export function inWords({ counts, sentToday }: Pick<CountedList<Folder>, "counts" | "sentToday">): Counts {
  const all = { ...counts, sent: sentToday };
  return Object.fromEntries(Object.entries(all).map(([tab, one]) => [tab, count(one)])) as Counts;
}

/** The answer that was sent last, as long as it can be taken back. */
async function sentOf({ items }: WebParts, { person, now }: View, sent: string | undefined): Promise<Leaving | null> {
  const [ref = "", time] = (sent ?? "").split("-");
  const [id, until] = [readRef(ref), Number(time)];
  if (!id || !until || until <= now) return null;
  const item = await items.get(id, person.brands);
  return "refused" in item || item.status !== "approved" ? null : { item, until };
}
