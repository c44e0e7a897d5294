import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { Clock } from "../clock.ts";
import { createCredentials, type Credentials } from "./credentials.ts";
import { createLlm } from "./llm/app.ts";
import { createOzon } from "./ozon/app.ts";
import { recordOf, type SandboxRecord } from "./record.ts";
import { countRequests } from "./requests.ts";
import { BUILT_IN_SAMPLES } from "./samples/built-in.ts";
import type { SampleItem } from "./samples.ts";
import { createWb } from "./wb/app.ts";
import { createWorld, type World } from "./world.ts";
import { createYm } from "./ym/app.ts";

/** What a sandbox is started with. */
export interface SandboxOptions {
  clock: Clock;
  /** Default: any free one. */
  port?: number;
  /** What the shops hold at the start. Default: the built-in samples. */
  items?: readonly SampleItem[];
}

/** Simulated marketplaces and an LLM on loopback, with their state in memory. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** The `base_url` of each account and of the AI provider. */
  baseUrls: { wb: string; ozon: string; ym: string; llm: string };
  /** Anything else is refused, in each marketplace's own words. */
  credentials: Credentials;
  /** The state, to read and to change from inside the process. */
  world: World;
  /** Closes at once, open connections too. */
  close(): Promise<void>;
}

const BASES = { wb: "/wb", ozon: "/ozon", ym: "/ym", llm: "/llm/v1" } as const;
const SPREAD_MS = 28 * 86_400_000;

/**
 * Starts the sandbox. `GET /_sandbox/record` tells everything it knows, without credentials.
 * @throws StateError for samples that do not fit together, and Node's own error when the port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, port = 0, items = BUILT_IN_SAMPLES } = options;
  const world = createWorld(clock);
  world.add(spread(items, clock.now()));
  const credentials = createCredentials(clock);
  const app = createApp(world, clock, credentials);

  // Node's Request and Response stay what they are: the sandbox lives in the process of its tests.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const baseUrls = { wb: url + BASES.wb, ozon: url + BASES.ozon, ym: url + BASES.ym, llm: url + BASES.llm };
  return { url, baseUrls, credentials, world, close: () => close(server) };
}

function createApp(world: World, clock: Clock, credentials: Credentials): Hono {
  const requests: SandboxRecord["requests"] = { wb: {}, ozon: {}, ym: {}, llm: {} };
  const parts = {
    wb: createWb({ world, clock, token: credentials.wb.token }),
    ozon: createOzon({ world, clock, credentials: credentials.ozon }),
    ym: createYm({ world, clock, credentials: credentials.ym, base: BASES.ym }),
    llm: createLlm({ clock, apiKey: credentials.llm.apiKey }),
  };
  const app = new Hono();
  for (const name of ["wb", "ozon", "ym", "llm"] as const) {
    app.use(`${BASES[name]}/*`, countRequests(BASES[name], requests[name]));
    app.route(BASES[name], parts[name]);
  }
  app.get("/_sandbox/record", (c) => c.json(recordOf(world, requests)));
  return app;
}

/** Gives the samples without a time one: evenly over the last 28 days, the first the oldest, in whole seconds. */
function spread(samples: readonly SampleItem[], now: number): SampleItem[] {
  return samples.map((sample, index) => {
    const age = (SPREAD_MS * (samples.length - index)) / samples.length;
    return { createdAt: Math.floor((now - age) / 1000) * 1000, ...sample };
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
