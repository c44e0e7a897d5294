/** Judges a freeze torture by what the marketplaces received, and when. */
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { WorldItem } from "../../src/sandbox/item.ts";
import type { Check } from "./judge.ts";

/** How long before an answer leaves the marketplace was read, at most: `READING_HOLDS_MS` of the product. */
const READING_MS = 5000;
/** What the way to the sandbox takes, and the sandbox itself, on a busy machine. */
const NETWORK_MS = 1000;

export interface ShopEvidence {
  /** Where the shop's database is. */
  folder: string;
  items: readonly WorldItem[];
  settled: boolean;
  /** How many of our answers were refused because they stood there already. */
  refused: number;
}

/** What an answer of ours ran into. */
type Harm = "beside" | "overwritten" | "under changed words";
interface Harmed {
  harm: Harm;
  /** How long before our answer arrived the person or the buyer had acted, ms. */
  age: number;
  item: string;
}

const HARMS: readonly Harm[] = ["beside", "overwritten", "under changed words"];

type Table = [string, string | number][];

export function judgeFreezes(shops: readonly ShopEvidence[]): { table: Table; checks: Check[] } {
  const items = shops.flatMap((shop) => shop.items);
  const harmed = items.flatMap(harmsOf);
  const doubled = items.filter((item) => oursOf(item).length > 1);
  const late = (harm: Harm): Harmed[] => harmed.filter((one) => one.harm === harm && !isPermitted(one));
  const checks: Check[] = [
    { name: "our own daemons answered no item twice", wrong: doubled.map(inWords) },
    {
      name: "nor did they try",
      wrong: shops.flatMap(({ folder, refused }) => (refused > 0 ? `${folder}: ${refused}` : [])),
    },
    ...HARMS.map((harm) => ({
      name: `${harm}: none by a reading that was too old`,
      wrong: late(harm).map(({ item, age }) => `${item}: ${age} ms later`),
    })),
    {
      name: "an item that nobody touched has the answer that the database knows of, and no other",
      wrong: shops.flatMap(unknownTo),
    },
    { name: "everything came to rest", wrong: shops.filter(({ settled }) => !settled).map(({ folder }) => folder) },
  ];
  return { table: [...tableOf(items, harmed, doubled.length), ...sendsOf(shops)], checks };
}

function tableOf(items: readonly WorldItem[], harmed: readonly Harmed[], doubled: number): Table {
  const permitted = harmed.filter(isPermitted);
  const inTime = (harm: Harm) => permitted.filter((one) => one.harm === harm);
  return [
    ["items", items.length],
    ["answers received from us", items.flatMap(oursOf).length],
    ["answers given in the cabinet", items.flatMap(theirsOf).length],
    ["of these, before any of ours", items.filter((item) => theirsOf(item).length > 0 && !isAhead(item)).length],
    ["changes by buyers", items.flatMap((item) => item.edits).length],
    ["of these, before any answer of ours", items.filter((item) => item.edits.length > 0 && !isAhead(item)).length],
    ["doubled by our own", doubled],
    ...HARMS.map((harm): [string, number] => [
      `${harm}, too late`,
      harmed.filter((one) => one.harm === harm).length - inTime(harm).length,
    ]),
    ...HARMS.map((harm): [string, number] => [`${harm}, within the age of the reading`, inTime(harm).length]),
    ["the longest of these, ms", Math.max(0, ...permitted.map(({ age }) => age))],
  ];
}

function isPermitted({ age }: Harmed): boolean {
  return age <= READING_MS + NETWORK_MS;
}

/** The answers that came over the API. */
export function oursOf(item: WorldItem): WorldItem["received"] {
  return item.received.filter(({ by }) => by === "api");
}

function theirsOf(item: WorldItem): WorldItem["received"] {
  return item.received.filter(({ by }) => by === "cabinet");
}

/** Whether our answer was there before the person or the buyer acted. */
function isAhead(item: WorldItem): boolean {
  const acts = [...theirsOf(item).map(({ at }) => at), ...item.edits];
  return oursOf(item).some(({ at }) => at < Math.min(...acts));
}

function harmsOf(item: WorldItem): Harmed[] {
  return oursOf(item).flatMap(({ at }) => {
    const stood = theirsOf(item).filter((answer) => answer.at <= at);
    const changed = item.edits.filter((edit) => edit <= at);
    // Wildberries has room for one answer, the others for many.
    const harm = item.platform === "wb" ? "overwritten" : "beside";
    return [
      ...stood.map((answer) => ({ harm, age: at - answer.at, item: inWords(item) }) as const),
      ...changed.map((edit) => ({ harm: "under changed words", age: at - edit, item: inWords(item) }) as const),
    ];
  });
}

function inWords({ platform, itemType, id, received, edits }: WorldItem): string {
  const answers = received.map(({ by, at }) => `${by} ${at}`).join(", ");
  return `${platform} ${itemType} ${id}: ${answers}${edits.length > 0 ? `; changed ${edits.join(", ")}` : ""}`;
}

const PUBLISHED = "select platform || ' ' || external_id from items where status = 'published'";

function unknownTo({ folder, items }: ShopEvidence): string[] {
  const published = new Set(fromDatabase<string>(folder, PUBLISHED));
  const untouched = items.filter((item) => theirsOf(item).length === 0 && item.edits.length === 0);
  return untouched
    .filter((item) => oursOf(item).length !== (published.has(`${item.platform} ${item.externalId}`) ? 1 : 0))
    .map((item) => inWords(item));
}

/** The kinds of ends of sends, by the words with which they are recorded. */
const ENDS = `
select case
    when error like 'not sent: the marketplace was read%' then 'not sent, because the reading was too old'
    when error like 'the lease of attempt%' then 'not sent, because the lease had run out'
    when error like 'the process ended before%' then 'taken over from a silent daemon: ' || coalesce(resolution, 'open')
    else outcome || coalesce(': ' || resolution, '')
  end
from publish_attempts`;

function sendsOf(shops: readonly ShopEvidence[]): Table {
  const ends = shops.flatMap(({ folder }) => fromDatabase<string>(folder, ENDS));
  return [...Map.groupBy(ends, (end) => end)]
    .map(([end, all]): [string, number] => [`sends ${end}`, all.length])
    .sort(([a], [b]) => a.localeCompare(b));
}

function fromDatabase<T>(folder: string, sql: string): T[] {
  const db = new BetterSqlite3(join(folder, "reputation.db"), { readonly: true });
  try {
    return db.prepare(sql).pluck().all() as T[];
  } finally {
    db.close();
  }
}
