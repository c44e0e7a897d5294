import { Hono } from "hono";
import { z } from "zod";
import { DAY_MS, type Clock } from "../base/clock.ts";
import { PLATFORMS, type Platform } from "../domain/platform.ts";
import { createCredentials, type Credentials } from "./credentials.ts";
import { createFaults, faultsForm, type Faults, type FaultSource } from "./faults.ts";
import { createLimits, type LimitRecord, type Limits } from "./limits.ts";
import { createLlm } from "./llm/app.ts";
import { goodManners, type LlmManners } from "./llm/faults.ts";
import { createPictures, picturesHere } from "./pictures.ts";
import { createOzon } from "./ozon/app.ts";
import { recordOf, type SandboxRecord } from "./record.ts";
import { countRequests } from "./requests.ts";
import { builtInSamples, type SampleItem } from "./samples.ts";
import { serve } from "./serve.ts";
import { createVoices } from "./voices.ts";
import { createWb } from "./wb/app.ts";
import { createWorld, type World } from "./world.ts";
import { createYm } from "./ym/app.ts";

/** What a sandbox is started with. */
export interface SandboxOptions {
  clock: Clock;
  /** Default: any free one. */
  port?: number;
  /** Refuse what is over the marketplaces' request limits, as they do. Default: only count it. */
  limits?: boolean;
  /** Decides when faults strike. */
  seed?: number;
  /** The WB token is a Basic one: 5 requests an hour. */
  wbBasic?: boolean;
  /** How many further cabinets each marketplace has, with keys of their own. They show the same shop. */
  moreCabinets?: number;
  /** What the shops hold at the start. Default: the built-in samples. */
  items?: readonly SampleItem[];
}

/** Simulated marketplaces and an LLM on loopback, with their state in memory. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** The `base_url` of each account and of the AI provider. */
  baseUrls: { wb: string; ozon: string; ym: string; llm: string };
  /** Anything else is refused, in each marketplace's own words; another key may be set at any time. */
  credentials: Credentials;
  /** The state, to read and to change from inside the process. */
  world: World;
  /** Replaces the faults from now on. Also available over HTTP: `PUT /_sandbox/faults` with `{wb: {…}, …}`. */
  setFaults(platform: Platform, faults: Faults): void;
  /** What came in, measured against the marketplace's limits. */
  limitsOf(platform: Platform): LimitRecord;
  /** How the LLM behaves. */
  llm: LlmManners;
  /** Closes at once, open connections too. */
  close(): Promise<void>;
}

const BASES = { wb: "/wb", ozon: "/ozon", ym: "/ym", llm: "/llm/v1" } as const;
const SPREAD_MS = 28 * DAY_MS;

/**
 * Starts the sandbox. `GET /_sandbox/record` tells everything it knows, without credentials.
 * @throws StateError for samples that do not fit together, and Node's own error when the port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, port = 0, items = builtInSamples() } = options;
  const guards = createGuards(options);
  const world = createWorld(clock, (platform) => guards[platform].faults.rejects());
  world.add(spread(items, clock.now()));
  const credentials = createCredentials(clock, options);
  const llm = goodManners();
  const app = createApp({ world, clock, credentials, llm, guards });

  const { url, close } = await serve(app, port);
  const baseUrls = { wb: url + BASES.wb, ozon: url + BASES.ozon, ym: url + BASES.ym, llm: url + BASES.llm };
  const setFaults = (platform: Platform, faults: Faults): void => guards[platform].faults.set(faults);
  const limitsOf = (platform: Platform): LimitRecord => guards[platform].limits.record;
  return { url, baseUrls, credentials, world, llm, setFaults, limitsOf, close };
}

/** The middleware in front of each marketplace. */
type Guards = Record<Platform, { faults: FaultSource; limits: Limits }>;

function createGuards({ clock, seed = 1, limits = false, wbBasic = false }: SandboxOptions): Guards {
  const voices = createVoices(clock);
  const guard = (platform: Platform): Guards[Platform] => {
    const voice = voices[platform];
    return {
      faults: createFaults({ clock, seed: seed + PLATFORMS.indexOf(platform), voice }),
      limits: createLimits(platform, { clock, voice, basic: wbBasic, refuse: limits }),
    };
  };
  return { wb: guard("wb"), ozon: guard("ozon"), ym: guard("ym") };
}

function createApp({ world, clock, credentials, llm, guards }: Inside): Hono {
  const requests: SandboxRecord["requests"] = { wb: {}, ozon: {}, ym: {}, llm: {} };
  const parts = {
    wb: createWb({ world, clock, credentials: credentials.wb }),
    ozon: createOzon({ world, clock, credentials: credentials.ozon }),
    ym: createYm({ world, clock, credentials: credentials.ym, base: BASES.ym }),
    llm: createLlm({ clock, apiKey: credentials.llm.apiKey, manners: llm }),
  };
  const app = new Hono();
  // Node would tell the machine's time, and headers that name a time are measured by this one.
  app.use(async (c, next) => {
    await next();
    c.header("date", new Date(clock.now()).toUTCString());
  });
  for (const name of ["wb", "ozon", "ym", "llm"] as const) {
    app.use(`${BASES[name]}/*`, countRequests(BASES[name], requests[name]));
    if (name !== "llm") {
      const { limits, faults } = guards[name];
      app.use(`${BASES[name]}/*`, limits.middleware, faults.middleware, picturesHere);
    }
    app.route(BASES[name], parts[name]);
  }
  app.route("/", createPictures());
  const each = <T>(part: (guard: Guards[Platform]) => T): Record<Platform, T> => {
    return { wb: part(guards.wb), ozon: part(guards.ozon), ym: part(guards.ym) };
  };
  app.get("/_sandbox/record", (c) => {
    const [limits, faults] = [each((guard) => guard.limits.record), each((guard) => guard.faults.struck)];
    return c.json(recordOf(world, { requests, limits, faults }));
  });
  app.get("/_sandbox/faults", (c) => c.json(each((guard) => guard.faults.get())));
  app.put("/_sandbox/faults", async (c) => {
    const parsed = faultsByPlatform.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
    for (const platform of PLATFORMS) guards[platform].faults.set(parsed.data[platform] ?? {});
    return c.json(each((guard) => guard.faults.get()));
  });
  return app;
}

const faultsByPlatform = z.strictObject({ wb: faultsForm, ozon: faultsForm, ym: faultsForm }).partial();

interface Inside extends Pick<Sandbox, "world" | "credentials" | "llm"> {
  clock: Clock;
  guards: Guards;
}

/** Gives the samples without a time one: evenly over the last 28 days, the first the oldest, in whole seconds. */
function spread(samples: readonly SampleItem[], now: number): SampleItem[] {
  return samples.map((sample, index) => {
    const age = (SPREAD_MS * (samples.length - index)) / samples.length;
    return { createdAt: Math.floor((now - age) / 1000) * 1000, ...sample };
  });
}
