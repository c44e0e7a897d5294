/** What goes wrong at the simulated marketplaces, as it does at the real ones; by chance, from a seed. */
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Clock } from "../base/clock.ts";
import { createEndlessLists } from "./endless.ts";
import { failingLookups, failLookup } from "./failing-lookups.ts";
import { hang } from "./hang.ts";
import { createRandom, type Random } from "./random.ts";
import type { Voice } from "./voices.ts";

const share = z.number().min(0).max(1);

/** Each request meets at most one of these; together they are at most 1. */
const REQUEST_FAULTS = {
  /** No reply, and nothing was done. */
  hang: share,
  /** No reply, although the request was carried out. */
  hang_after: share,
  /** The connection breaks, and nothing was done. */
  reset: share,
  /** The connection breaks after all was done. */
  accept_then_drop: share,
  /** Too many requests: 429, at Yandex Market 420. */
  rate_limited: share,
  error_before: share,
  /** A 5xx although all was done. */
  error_after: share,
  /** A web page in place of the API. */
  html: share,
  /** The reply ends in the middle. */
  truncated: share,
} as const;
type RequestFault = keyof typeof REQUEST_FAULTS;
const KINDS = Object.keys(REQUEST_FAULTS) as RequestFault[];

/** The faults of one marketplace: shares from 0 to 1 of the requests, lists or answers that they hit. */
export const faultsForm = z
  .strictObject({
    ...REQUEST_FAULTS,
    /** A list comes back empty. */
    empty_list: share,
    /** A page repeats an item of the one before it. */
    duplicates: share,
    /** A page leaves out the words that an element may lack. */
    leaves_out: share,
    /** The first element of a page has a time that nobody can read. */
    unreadable: share,
    /** Reviews without a word and a photo are in the archive of Wildberries alone. */
    stars_archived: z.boolean(),
    /** A page comes in another order. */
    shuffled: share,
    /** Moderation refuses the answer. */
    moderation_rejects: share,
    /** The cursors of the lists go round in a circle of this many pages; at Wildberries every page is the first one. */
    page_circle: z.int().min(1),
    /** The lists go on for ever with empty pages and new cursors; Wildberries has no cursors. */
    empty_pages: z.boolean(),
    /** The longest extra delay of each reply, in ms. */
    latency_ms: z.int().min(0).max(600_000),
    /** Look-ups of products, photos and the seller fail, while the lists work. */
    lookups: failingLookups,
    key: z.enum(["valid", "expired", "wrong_scope"]),
  })
  .partial()
  .refine(
    (faults) => sumOf(faults) <= 1.000_001,
    "the shares of what can happen to one request are more than 1 in all",
  );
export type Faults = z.infer<typeof faultsForm>;

function sumOf(faults: Partial<Record<RequestFault, number | undefined>>): number {
  return KINDS.reduce((sum, kind) => sum + (faults[kind] ?? 0), 0);
}

function isEndless({ page_circle, empty_pages }: Faults): boolean {
  return page_circle !== undefined || empty_pages === true;
}

/** One marketplace's faults; they can be changed while it serves. */
export interface FaultSource {
  get(): Faults;
  set(faults: Faults): void;
  /** Whether the answer that is being given is refused by moderation. */
  rejects(): boolean;
  middleware: MiddlewareHandler;
  /** How often each fault has struck. */
  struck: Record<string, number>;
}

interface Options {
  clock: Clock;
  seed: number;
  voice: Voice;
}

export function createFaults({ clock, seed, voice }: Options): FaultSource {
  const random = createRandom(seed);
  const struck: Record<string, number> = {};
  const endless = createEndlessLists(voice);
  let faults: Faults = {};

  function strikes(kind: ListFault | "moderation_rejects"): boolean {
    return hits(kind, faults[kind] !== undefined && random.chance(faults[kind]));
  }
  function hits(kind: string, hit: boolean): boolean {
    if (hit) struck[kind] = (struck[kind] ?? 0) + 1;
    return hit;
  }
  function drawn(): RequestFault | undefined {
    let left = random.fraction();
    const kind = KINDS.find((candidate) => (left -= faults[candidate] ?? 0) < 0);
    if (kind) hits(kind, true);
    return kind;
  }

  const middleware: MiddlewareHandler = async (c, next) => {
    if (faults.latency_ms) await clock.sleep(random.between(0, faults.latency_ms));
    if (faults.key === "expired") return voice.expired(c);
    if (faults.key === "wrong_scope") return voice.wrongScope(c);
    const lost = faults.lookups && failLookup(faults.lookups, c, voice);
    if (lost) return lost;
    const kind = drawn();
    const instead = (kind && before(kind, c, voice)) || (isEndless(faults) && (await endless.pageBehind(c, faults)));
    if (instead) return instead;
    await next();
    if (kind) await after(kind, c, voice);
    else if (isEndless(faults)) await endless.extend(c);
    else await alterList(c, { faults, voice, random, strikes });
    return undefined;
  };
  return {
    get: () => faults,
    set: (next) => void (faults = next),
    rejects: () => strikes("moderation_rejects"),
    middleware,
    struck,
  };
}

/** What comes in place of the request being handled. */
function before(kind: RequestFault, c: Context, voice: Voice): Response | Promise<Response> | undefined {
  switch (kind) {
    case "hang":
      return hang(c);
    case "reset":
      return cut(c);
    case "rate_limited":
      return voice.rateLimited(c, 2000);
    case "error_before":
      return voice.failed(c);
    case "html":
      return c.html("<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>", 502);
    default:
      return undefined;
  }
}

/** What comes in place of the reply, when the request has been handled. */
async function after(kind: RequestFault, c: Context, voice: Voice): Promise<void> {
  if (kind === "accept_then_drop") c.res = cut(c);
  if (kind === "error_after") c.res = voice.failed(c);
  if (kind === "hang_after") c.res = await hang(c);
  if (kind === "truncated") {
    const text = await c.res.text();
    c.res = c.body(text.slice(0, Math.floor(text.length / 2)), 200, { "content-type": "application/json" });
  }
}

type Env = { Bindings: HttpBindings };

function cut(c: Context): Response {
  (c as Context<Env>).env.incoming.socket.destroy();
  return c.body(null, 204);
}

type ListFault = "empty_list" | "duplicates" | "shuffled" | "leaves_out" | "unreadable";
type Strikes = (kind: ListFault) => boolean;

/** The words that a review of any marketplace can be without. */
const OPTIONAL_WORDS = ["pros", "cons", "description"];

interface Altering {
  faults: Faults;
  voice: Voice;
  random: Random;
  strikes: Strikes;
}

function unreadable(element: unknown): object {
  const time = "вчера";
  return { ...(element as object), createdDate: time, published_at: time, createdAt: time };
}

function removeStars(list: unknown[]): void {
  const said = list.filter((element) => {
    const { text, pros, cons, photoLinks } = element as Record<string, unknown>;
    return Boolean(text) || Boolean(pros) || Boolean(cons) || Boolean(photoLinks);
  });
  list.splice(0, Infinity, ...said);
}

/** Makes a list look as if it changed while being read, or came from a stale cache. */
async function alterList(c: Context, { faults, voice, random, strikes }: Altering): Promise<void> {
  if (!c.res.ok || !c.res.headers.get("content-type")?.includes("json")) return;
  const body: unknown = await c.res.clone().json();
  const list = voice.listIn(body);
  if (!list || list.length === 0) return;
  const before = JSON.stringify(list);
  if (faults.stars_archived && !c.req.path.endsWith("/archive")) removeStars(list);
  if (strikes("shuffled")) list.sort(() => random.fraction() - 0.5);
  if (strikes("unreadable")) list[0] = unreadable(list[0]);
  if (strikes("duplicates")) list.push(list[0]);
  if (strikes("leaves_out"))
    for (const element of list) for (const word of OPTIONAL_WORDS) delete (element as Record<string, unknown>)[word];
  if (strikes("empty_list")) list.length = 0;
  if (JSON.stringify(list) !== before) c.res = c.json(body as object);
}
