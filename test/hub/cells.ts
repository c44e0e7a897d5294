/** Daemons with shops of their own, and a hub over them; all of it over loopback, closed after the test. */
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { createLog } from "../../src/base/log.ts";
import { serveHub } from "../../src/cli/hub/serve.ts";
import { parseConfig } from "../../src/config/load.ts";
import { systemClock } from "../../src/base/clock.ts";
import { CELL_TIMES, type CellTimes } from "../../src/hub/cell.ts";
import type { Person, Role } from "../../src/domain/access.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { personWith } from "../support/people.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { Browser, openShop } from "../web/shop.ts";

export const HUB_TOKEN = "hub-token-of-the-tests-1234";
/** What is sent can be taken back, and no rule decides. */
const HELD = { approval: { undo_window: "1h", rules: [] }, http: { hub: { token: HUB_TOKEN } } };

export async function openCellShop(items: SampleItem[], settings: Record<string, unknown> = {}) {
  return openShop(items, { ...HELD, ...settings });
}

/** Nothing is slow on a machine that does other things besides, unless a test means it to be. */
const PATIENT: CellTimes = { ...CELL_TIMES, soonMs: 5000, longestMs: 10_000, askMs: 10_000 };

/** @param urls of the cells by their ids; their names are the ids in capitals */
export async function openHubOver(
  urls: Record<string, string>,
  times: Partial<CellTimes> = {},
  settings: Record<string, unknown> = {},
  around: Partial<Pick<Parameters<typeof serveHub>[1], "fence" | "onLost">> = {},
) {
  const cells = Object.entries(urls).map(([id, url]) => ({ id, name: id.toUpperCase(), url, token: HUB_TOKEN }));
  const text = stringify({ database: "./hub.db", cells, http: { listen: "127.0.0.1:0" }, ...settings });
  const { config } = parseConfig(text, join(tempFolder(), "hub.yaml"), {});
  newDatabase(config.database);
  const clock = systemClock;
  const onLost = (): void => undefined;
  const log = createLog("silent");
  const server = await serveHub(config, { clock, log, onLost, times: { ...PATIENT, ...times }, ...around });
  onTestFinished(() => server.close());
  const { core, http } = server;
  return {
    ...server,
    url: http.url,
    /** Somebody of the hub's own, signed in. */
    async browserOf(login: string, role: Role = "manager", brands: Person["brands"] = null): Promise<Browser> {
      await personWith(core, login, role, brands);
      const browser = new Browser(http.url);
      await browser.signIn(login);
      return browser;
    },
  };
}

/** In front of a cell: one that was built before these methods were there. */
export function olderCell(url: string, lacks: readonly string[]): Promise<string> {
  const gone = { error: "this cell knows no such method", code: "cell.method" };
  return inFrontOf(url, (method, pass) => (lacks.includes(method) ? Response.json(gone, { status: 404 }) : pass()));
}

/** In front of a cell: one that says something else when it is asked by this method. */
export function changedCell(url: string, method: string, change: (result: unknown) => void): Promise<string> {
  return inFrontOf(url, async (asked, pass) => {
    const reply = await pass();
    if (asked !== method) return reply;
    const { result } = (await reply.json()) as { result: unknown };
    change(result);
    return Response.json({ result });
  });
}

type Answering = (method: string, pass: () => Promise<Response>) => Response | Promise<Response>;

async function inFrontOf(url: string, answer: Answering): Promise<string> {
  const app = new Hono();
  app.post("/cell/:method", async (c) => {
    const headers = { authorization: c.req.header("authorization") ?? "" };
    const body = await c.req.text();
    return answer(c.req.param("method"), () => fetch(url + c.req.path, { method: "POST", headers, body }));
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
