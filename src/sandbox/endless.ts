/** Lists that never end, as a broken cursor makes them. */
import type { Context } from "hono";
import type { Voice } from "./voices.ts";

/** What goes wrong with the cursors; the first page is always the real one. */
export interface Endless {
  /** The cursors go round in a circle of this many pages, each of them the first one again. */
  page_circle?: number | undefined;
  /** Every page leads to another one, with a new cursor and no elements. */
  empty_pages?: boolean | undefined;
}

const MADE = /^page-(\d+)$/;

/** Keeps the first page of each list and goes on from it for ever. */
export function createEndlessLists(voice: Voice) {
  const firstPages = new Map<string, string>();

  /** The page behind a cursor of our own; undefined for every other request. */
  async function pageBehind(c: Context, faults: Endless): Promise<Response | undefined> {
    const made = MADE.exec((await voice.cursorOf(c)) ?? "");
    const first = firstPages.get(c.req.path);
    if (made === null || first === undefined) return undefined;
    const body: unknown = JSON.parse(first);
    if (faults.empty_pages) voice.listIn(body)!.length = 0;
    voice.goOn(body, nextAfter(Number(made[1]), faults));
    return c.json(body as object);
  }

  /** Makes a first page lead to a second one. */
  async function extend(c: Context): Promise<void> {
    if (!c.res.ok || !c.res.headers.get("content-type")?.includes("json")) return;
    const body: unknown = await c.res.clone().json();
    if (!voice.listIn(body)?.length) return;
    firstPages.set(c.req.path, JSON.stringify(body));
    voice.goOn(body, "page-1");
    c.res = c.json(body as object);
  }

  return { pageBehind, extend };
}

function nextAfter(page: number, { page_circle, empty_pages }: Endless): string {
  return `page-${empty_pages || page_circle === undefined ? page + 1 : (page % page_circle) + 1}`;
}
