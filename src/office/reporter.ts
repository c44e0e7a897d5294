import { fetch } from "undici";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/schema.ts";
import { dayOf, startOfDay } from "../domain/calendar.ts";
import type { Platform } from "../domain/item.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Db, Tx } from "../store/db.ts";
import { agentMetrics, listAgents, saveAgent, type OfficeAgent } from "../store/office.ts";
import { AGENTS, agentRow, type Activity, type AgentProfile } from "./snapshot.ts";

/** Keeps the agents' rows, and pushes them to the Office when `office.url` is set. */
export interface Reporter {
  /** Writes what the platform's agent is doing, as a part of the caller's transaction. */
  report(tx: Tx, platform: Platform, activity: Activity): void;
  /** Renews the time and the numbers of all agents and keeps what they are doing; returns how many. */
  heartbeat(tx: Tx): number;
  /** Sends the rows to the Office. An unreachable Office is logged, never an error of the caller. */
  push(): Promise<void>;
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
}

interface ReporterOptions {
  db: Db;
  clock: Clock;
  log: Log;
  config: Pick<Config, "accounts" | "timezone" | "office">;
}

const PUSH_TIMEOUT_MS = 5000;

export function createReporter({ db, clock, log, config }: ReporterOptions): Reporter {
  const profiles = AGENTS.filter(({ platform }) => config.accounts.some((account) => account.platform === platform));
  let pushing: Promise<void> | undefined;
  let again = false;

  function save(tx: Tx, profile: AgentProfile, activity: Activity): void {
    const now = clock.now();
    const today = startOfDay(dayOf(now, config.timezone), config.timezone);
    saveAgent(
      tx,
      agentRow(profile, brandOf(profile.platform), activity, agentMetrics(tx, profile.platform, today), now),
    );
  }

  function brandOf(platform: Platform): string | null {
    const accounts = config.accounts.filter((account) => account.platform === platform);
    const brands = new Set(accounts.map((account) => account.brand));
    return brands.size === 1 ? ([...brands][0] ?? null) : null;
  }

  async function pushAll(url: string): Promise<void> {
    try {
      for (const agent of listAgents(db)) await put(url, agent, config.office.token ?? null);
    } catch (error) {
      log.warn({ err: messageOf(error) }, "the Office cannot be told; the next heartbeat tries again");
    }
  }

  return {
    report(tx, platform, activity) {
      const profile = profiles.find((known) => known.platform === platform);
      if (profile) save(tx, profile, activity);
    },
    heartbeat(tx) {
      const known = new Map(listAgents(tx).map((agent) => [agent.agent_id, agent]));
      for (const profile of profiles) save(tx, profile, activityOf(known.get(profile.agentId)));
      return profiles.length;
    },
    idle: async () => pushing,
    async push() {
      const { url } = config.office;
      if (!url) return;
      again = true;
      pushing ??= (async () => {
        while (again) {
          again = false;
          await pushAll(url);
        }
      })().finally(() => (pushing = undefined));
      await pushing;
    },
  };
}

/** What the agent's row says it is doing; one that was offline is at work again. */
function activityOf(agent: OfficeAgent | undefined): Activity {
  if (agent?.status === "error") return { type: "error", message: (agent.task ?? "").replace(/^Ошибка: /, "") };
  return agent?.task ? { type: "working", task: agent.task } : { type: "idle" };
}

async function put(url: string, agent: OfficeAgent, token: string | null): Promise<void> {
  const response = await fetch(`${url}/api/v1/office/agents/${agent.agent_id}`, {
    method: "PUT",
    headers: { "content-type": "application/json", ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ ...agent, last_activity: new Date(agent.last_activity).toISOString() }),
    signal: AbortSignal.timeout(PUSH_TIMEOUT_MS),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
}
