import { readFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { cellDoorOf } from "../../src/cli/cell-door.ts";
import { pagesOf, photosOf } from "../../src/cli/pages.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import { createLog } from "../../src/base/log.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { startHttp } from "../../src/http/server.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { watchStore } from "../../src/queue/store-watch.ts";
import { testApp } from "../support/app.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { PASSWORD } from "../support/people.ts";

/** What the program made of a shop, and when by its clock. */
interface Filled {
  database: Buffer;
  at: number;
}

/** Many tests begin with the same shop: what the program makes of it is made once in each process. */
const filled = new Map<string, Filled>();

/** The program in front of a sandbox with these items, everything read and drafted. */
async function filledApp(items: SampleItem[], settings: Record<string, unknown>) {
  const key = JSON.stringify([items, settings]);
  const known = filled.get(key);
  // A hurried clock is ahead of the real one, and nothing may lie in the future.
  const clock = hurriedClock(20, Math.max(Date.now(), known?.at ?? 0));
  const shop = await testApp({ items, settings, clock, database: known?.database });
  const { app } = shop;
  if (known) return shop;
  for (const kind of POLL_KINDS) {
    const args = { account: `${pollOf(kind).platform}-sandbox` };
    await app.runner.runNow((tx) => app.enqueue(tx, kind, args).id);
  }
  await app.runner.drain();
  app.db.checkpoint();
  // The addresses of pictures name the very sandbox that they came from.
  if (!items.some(({ photos }) => photos)) {
    filled.set(key, { database: readFileSync(app.db.path), at: clock.now() });
  }
  return shop;
}

/** The shop with its pages served over loopback, everything read and drafted. */
export async function openShop(items: SampleItem[], settings: Record<string, unknown> = {}) {
  const { app, sandbox } = await filledApp(items, settings);
  const log = createLog("silent");
  const parts = { ...app, store: watchStore(app.db, app.clock, log) };
  const cell = cellDoorOf(app, photosOf(app));
  const options = {
    ...httpOptions(app.config),
    listen: "127.0.0.1:0",
    pages: pagesOf(app),
    cell,
    clock: app.clock,
    log,
  };
  const server = await startHttp(httpParts(parts, { text: async () => "" }), options);
  onTestFinished(async () => {
    parts.store.stop();
    await server.close();
  });
  return { app, sandbox, url: server.url, close: () => server.close() };
}

/** A browser without script: it keeps cookies and follows no redirect by itself. */
export class Browser {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** What it sends as its cookies. */
  get cookie(): string {
    return [...this.#cookies].map((pair) => pair.join("=")).join("; ");
  }

  async get(path: string, headers: Record<string, string> = {}) {
    return this.#ask(path, { headers: { accept: "text/html", ...headers } });
  }

  /** @param headers further ones; an empty one is not sent */
  async post(path: string, fields: Record<string, string | string[]>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
    return this.#ask(path, { method: "POST", body, headers: { origin: this.#url, ...headers } });
  }

  /** Sends a form with a file, as a browser does when a button asks for it. */
  async postFile(
    path: string,
    fields: Record<string, string | string[]>,
    file: { field: string; name: string; bytes: Uint8Array },
  ) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
    body.append(file.field, new Blob([new Uint8Array(file.bytes)]), file.name);
    return this.#ask(path, { method: "POST", body, headers: { origin: this.#url } });
  }

  /** The stream of events, as text that comes in piece by piece. */
  async events() {
    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    const reply = await fetch(`${this.#url}/events`, { headers: { cookie: this.cookie }, signal: ending.signal });
    return { status: reply.status, body: reply.body!, close: () => ending.abort() };
  }

  async signIn(login: string, password = PASSWORD) {
    return this.post("/login", { login, password });
  }

  async #ask(path: string, init: RequestInit) {
    // What is packed would only be unpacked again; pages.test.ts asks for it.
    const given = { cookie: this.cookie, "accept-encoding": "identity", ...(init.headers as Record<string, string>) };
    const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
    const reply = await fetch(this.#url + path, { ...init, headers, redirect: "manual" });
    for (const set of reply.headers.getSetCookie()) {
      const [name = "", value = ""] = set.split(";", 1)[0]?.split(/=(.*)/s) ?? [];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return {
      status: reply.status,
      location: reply.headers.get("location"),
      headers: reply.headers,
      text: await reply.text(),
    };
  }
}

/** The value of a hidden field of the card's form. */
export function hidden(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
}
