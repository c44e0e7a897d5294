import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { dayOf, startOfDay } from "../domain/calendar.ts";
import type { Platform } from "../domain/platform.ts";
import { messageOf } from "../base/errors.ts";
import { createNet, type Net } from "../net/client.ts";
import { routeOf } from "../net/route.ts";
import type { Log } from "../base/log.ts";
import type { Db, Tx } from "../store/db.ts";
import { agentMetrics, listAgents, saveAgent, type OfficeAgent } from "../store/tables/office-agents.ts";
import { activityOf, agentDocument, AGENTS, agentRow, type Activity, type AgentProfile } from "./snapshot.ts";

/** Keeps the agents' rows, and pushes them to the Office when `office.url` is set. */
export interface Reporter {
  /** Writes what the platform's agent is doing, within the caller's transaction. */
  report(tx: Tx, platform: Platform, activity: Activity): void;
  /** Renews the time and the numbers of all agents but keeps their activity; returns how many there are. */
  heartbeat(tx: Tx): number;
  /** Sends the rows to the Office. An unreachable Office is logged, never an error of the caller. */
  push(last?: "last"): Promise<void>;
  /** Gives a running push a moment to finish, then aborts it. Nothing is sent afterwards. */
  stop(): Promise<void>;
}

interface ReporterOptions {
  db: Db;
  clock: Clock;
  log: Log;
  config: Pick<Config, "accounts" | "timezone" | "office" | "net">;
}

const PUSH_TIMEOUT_MS = 5000;
/** The Office has nothing to say but yes or no. */
const LARGEST_REPLY_BYTES = 1024 * 1024;
/** The pauses before an unreachable Office is tried again; it then receives the newest rows. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;
/** How long the final push may take when the program ends. */
const LAST_WORD_MS = 1000;

/** Reports count anew when so many times as long as the last count took has passed: it takes a hundredth of the time. */
const REST = 100;

/** The numbers of an agent, and when they were counted (Unix ms). */
interface Counted {
  metrics: OfficeAgent["metrics"];
  at: number;
  tookMs: number;
}

/** The brand of each platform all of whose accounts have the same. */
function soleBrands(accounts: Config["accounts"]): Map<Platform, string | null> {
  const brands = new Map<Platform, string | null>();
  for (const { platform, brand } of accounts) {
    const known = brands.get(platform);
    brands.set(platform, known === undefined || known === brand ? brand : null);
  }
  return brands;
}

// oxlint-disable-next-line max-lines-per-function -- its functions share the push under way
export function createReporter({ db, clock, log, config }: ReporterOptions): Reporter {
  const profiles = AGENTS.filter(({ platform }) => config.accounts.some((account) => account.platform === platform));
  const stopped = new AbortController();
  const net = createNet(routeOf(config.net, config.office.proxy), clock);
  let pushing: Promise<void> | undefined;
  let again = false;
  let pause = 0;
  let retryAt = 0;

  let named: { accounts: Config["accounts"]; brands: Map<Platform, string | null> } | undefined;
  const counted = new Map<Platform, Counted>();

  function save(tx: Tx, profile: AgentProfile, activity: Activity, { metrics }: Counted): void {
    saveAgent(tx, agentRow(profile, brandOf(profile.platform), activity, metrics, clock.now()));
  }

  function brandOf(platform: Platform): string | null {
    const { accounts } = config;
    if (named?.accounts !== accounts) named = { accounts, brands: soleBrands(accounts) };
    return named.brands.get(platform) ?? null;
  }

  function count(tx: Tx, platform: Platform): Counted {
    const now = clock.now();
    const today = startOfDay(dayOf(now, config.timezone), config.timezone);
    const metrics = agentMetrics(tx, platform, today);
    const counts = { metrics, at: now, tookMs: clock.now() - now };
    counted.set(platform, counts);
    return counts;
  }

  /** Each poll reports twice, and the numbers of a day with a million reviews take a tenth of a second to count. */
  function recent(tx: Tx, platform: Platform): Counted {
    const [now, known] = [clock.now(), counted.get(platform)];
    if (known === undefined || now < known.at || now - known.at >= known.tookMs * REST) return count(tx, platform);
    return known;
  }

  async function pushAll(): Promise<void> {
    try {
      for (const agent of listAgents(db)) await put(net, agent, config.office, stopped.signal);
      if (pause > 0) log.info("the Office can be told again");
      [pause, retryAt] = [0, 0];
    } catch (error) {
      if (stopped.signal.aborted) return;
      if (pause === 0) log.warn({ err: messageOf(error) }, "the Office cannot be told; it is tried again by itself");
      pause = Math.min(Math.max(pause * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
      retryAt = clock.now() + pause;
    }
  }

  return {
    report(tx, platform, activity) {
      const profile = profiles.find((known) => known.platform === platform);
      if (profile) save(tx, profile, activity, recent(tx, platform));
    },
    heartbeat(tx) {
      const known = new Map(listAgents(tx).map((agent) => [agent.agent_id, agent]));
      for (const profile of profiles) {
        save(tx, profile, activityOf(known.get(profile.agentId)), count(tx, profile.platform));
      }
      return profiles.length;
    },
    async stop() {
      const last = clock.after(LAST_WORD_MS, () => stopped.abort());
      await pushing;
      last.cancel();
      stopped.abort();
      await net.close();
    },
    async push(last) {
      const { url } = config.office;
      // A retry time that is too far ahead means that the clock has been set back.
      const waits = clock.now() < retryAt && retryAt - clock.now() <= LONGEST_PAUSE_MS;
      if (!url || (waits && !last) || stopped.signal.aborted) return;
      again = true;
      pushing ??= (async () => {
        while (again) {
          again = false;
          await pushAll();
        }
      })().finally(() => (pushing = undefined));
      await pushing;
    },
  };
}

async function put(net: Net, agent: OfficeAgent, { url, token }: Config["office"], stop: AbortSignal): Promise<void> {
  const { status } = await net.request({
    url: new URL(`${url}/api/v1/office/agents/${agent.agent_id}`),
    method: "PUT",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(agentDocument(agent)),
    signal: stop,
    timeoutMs: PUSH_TIMEOUT_MS,
    largestBytes: LARGEST_REPLY_BYTES,
  });
  if (status < 200 || status > 299) throw new Error(`HTTP ${status}`);
}
