import { z } from "zod";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Gauges } from "../desk/gauges.ts";

/** The facts about an ended attempt that the metrics use. */
interface EndedAttempt {
  task: string;
  state: string;
  tookMs: number;
  /** The result that a successful job reported. */
  result: unknown;
}

export interface Metrics {
  /** Counts an attempt. */
  attempt(ended: EndedAttempt): void;
  /** Returns the metrics in Prometheus text format. */
  text(): Promise<string>;
}

/**
 * The specification's Celery metrics under our own names, and figures from the store. Labels are bounded: task names
 * and states.
 * @param read called at each scrape
 */
export function createMetrics(read: () => Gauges): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  new Gauge({ name: "reputation_worker_online", help: "1 while the daemon runs", registers }).set(1);
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> => {
    return new Gauge({ name, help, labelNames, registers });
  };
  const jobs = gauge("reputation_jobs", "Live jobs, by state", ["state"]);
  const oldest = gauge("reputation_oldest_due_job_seconds", "How long the oldest due job has been waiting");
  const items = gauge("reputation_items", "Items, by status", ["status"]);
  const waiting = gauge("reputation_items_waiting", "Items that wait for a person");
  const unsent = gauge("reputation_answers_unsent", "Approved answers that do not get out after an error");
  const keys = gauge("reputation_key_expiry_timestamp_seconds", "When a key stops working, by account", ["account"]);
  const away = gauge("reputation_ai_away_seconds", "How long an AI has not been usable; 0 while it is", ["ai"]);
  const refused = gauge("reputation_key_refused", "1 while the marketplace refuses an account's key", ["account"]);

  const tasks = taskMetrics(registers);
  const polls = pollMetrics(registers);
  const ai = aiMetrics(registers);
  const circuits = gauge("reputation_circuit_breaker_state", "0 closed, 1 half open, 2 open", ["account", "item_type"]);
  const alerts = alertMetrics(registers);
  const unknown = gauge("reputation_open_outcomes", "Sends whose outcome is not known yet");
  const quarantined = gauge("reputation_quarantined", "Elements that could not be read, and nobody has looked at");
  const wal = gauge("reputation_wal_bytes", "Size of the write-ahead log");
  const late = gauge("reputation_late_polls", "Polls that have not succeeded for several of their intervals");
  const standby = standbyMetrics(registers);
  const clock = gauge("reputation_clock_offset_seconds", "How far the marketplaces' clocks are ahead of this one");
  const working = gauge("reputation_working", "1 while the oldest due job and every schedule are young");

  return {
    attempt({ task, state, tookMs, result }) {
      tasks.attempt(task, state, tookMs);
      if (task.startsWith("poll_")) polls.attempt(task, state, tookMs, result);
      if (AI_TASKS.has(task)) ai.attempt(task, state, tookMs);
    },
    text() {
      const now = read();
      for (const [state, n] of Object.entries(now.jobs)) jobs.set({ state }, n);
      for (const [status, n] of Object.entries(now.items)) items.set({ status }, n);
      waiting.set(now.waiting);
      unsent.set(now.unsent);
      for (const [account, at] of Object.entries(now.keyExpiry)) keys.set({ account }, at / 1000);
      for (const [ai, seconds] of Object.entries(now.aiAwaySeconds)) away.set({ ai }, seconds);
      setAccounts(now, refused, circuits);
      alerts.set(now.channels);
      ai.spent(now);
      unknown.set(now.openOutcomes);
      quarantined.set(now.quarantined);
      wal.set(now.walBytes);
      late.set(now.latePolls);
      standby.set(now.standby);
      if (now.clockBehindMs !== null) clock.set(now.clockBehindMs / 1000);
      working.set(now.working ? 1 : 0);
      oldest.set(now.oldestDueSeconds);
      return registry.metrics();
    },
  };
}

/** With more accounts than this, only those with something wrong have a line of their own: the rest would be seconds. */
const MOST_LABELLED = 1000;

function setAccounts(
  now: Pick<Gauges, "keyRefused" | "circuits">,
  refused: Gauge<"account">,
  circuits: Gauge<"account" | "item_type">,
): void {
  const accounts = Object.entries(now.keyRefused);
  const isAll = accounts.length <= MOST_LABELLED;
  refused.reset();
  circuits.reset();
  for (const [account, is] of accounts) if (is || isAll) refused.set({ account }, is ? 1 : 0);
  for (const { account, itemType, state } of now.circuits) {
    if (state !== "closed" || isAll) circuits.set({ account, item_type: itemType }, CIRCUIT_NUMBERS[state]);
  }
}

const CIRCUIT_NUMBERS = { closed: 0, half_open: 1, open: 2 };
const AI_TASKS = new Set(["analyze_item", "generate_response", "regenerate_response"]);

/** The specification's task metrics. */
function taskMetrics(registers: Registry[]) {
  const counter = (name: string, help: string) => new Counter({ name, help, registers, labelNames: ["task"] });
  const succeeded = counter("reputation_task_succeeded_total", "Jobs done, by task");
  const failed = counter("reputation_task_failed_total", "Jobs failed for good, by task");
  const stale = counter("reputation_task_stale_total", "Ends that came too late and changed nothing, by task");
  const runtime = new Histogram({
    name: "reputation_task_runtime_seconds",
    help: "Duration of attempts, by task",
    labelNames: ["task"],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600],
    registers,
  });
  return {
    attempt(task: string, state: string, tookMs: number) {
      runtime.observe({ task }, tookMs / 1000);
      if (state === "done") succeeded.inc({ task });
      if (state === "failed") failed.inc({ task });
      if (state === "stale") stale.inc({ task });
    },
  };
}

const polled = z.object({ fetched: z.number(), duplicates: z.number() });

/** The specification's polling metrics; the labels are the six polls. */
function pollMetrics(registers: Registry[]) {
  const labelNames = ["platform", "item_type"];
  const duration = new Histogram({
    name: "reputation_polling_duration_seconds",
    help: "Duration of polls",
    labelNames,
    buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 300],
    registers,
  });
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames, registers });
  const fetched = counter("reputation_polling_items_fetched", "Items that polls have read");
  const errors = counter("reputation_polling_errors_total", "Attempts to poll that failed");
  const duplicates = counter("reputation_polling_duplicates_skipped", "Items that were known already");
  return {
    attempt(task: string, state: string, tookMs: number, result: unknown) {
      const [, platform = "", items = ""] = task.split("_");
      const labels = { platform, item_type: items.replace(/s$/, "") };
      duration.observe(labels, tookMs / 1000);
      const tally = polled.safeParse(result).data;
      if (state !== "done") errors.inc(labels);
      if (tally) fetched.inc(labels, tally.fetched);
      if (tally) duplicates.inc(labels, tally.duplicates);
    },
  };
}

/** How the daemon stands towards another one that may take over; all 0 without a replica. */
function standbyMetrics(registers: Registry[]) {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const epoch = gauge("reputation_standby_epoch", "The epoch that this daemon holds; 0 without a replica");
  const look = gauge(
    "reputation_standby_look_age_seconds",
    "How long ago it was last seen that no other has taken over",
  );
  const holds = gauge("reputation_standby_holds", "1 while answers wait because another daemon may have taken over");
  const lag = gauge("reputation_copy_lag_seconds", "For how long Litestream has not taken what was written");
  return {
    set(now: Gauges["standby"]) {
      if (!now) return;
      epoch.set(now.epoch);
      if (now.lookAgeSeconds !== null) look.set(now.lookAgeSeconds);
      holds.set(now.holds ? 1 : 0);
      if (now.copyLagSeconds !== null) lag.set(now.copyLagSeconds);
    },
  };
}

/** How people are told; the labels are the channels and what can become of a delivery. */
function alertMetrics(registers: Registry[]) {
  const gauge = (name: string, help: string, more: string[] = []) =>
    new Gauge({ name, help, labelNames: ["channel", ...more], registers });
  const deliveries = gauge("reputation_alert_deliveries", "Deliveries of the last 24 hours, by outcome", ["outcome"]);
  const waiting = gauge("reputation_alerts_waiting", "Messages that have not left, those of digests too");
  const oldest = gauge("reputation_alerts_oldest_due_seconds", "How long the oldest message that is due has waited");
  const circuits = gauge("reputation_alert_channel_state", "0 takes messages, 1 is tried again, 2 left alone");
  return {
    set(channels: Gauges["channels"]) {
      for (const { channel, state, ...now } of channels) {
        circuits.set({ channel }, CIRCUIT_NUMBERS[state]);
        waiting.set({ channel }, now.waiting);
        oldest.set({ channel }, now.oldestDueSeconds);
        for (const [outcome, n] of Object.entries(now.deliveries)) deliveries.set({ channel, outcome }, n);
      }
    },
  };
}

/** The specification's AI metrics. */
function aiMetrics(registers: Registry[]) {
  const duration = new Histogram({
    name: "reputation_ai_duration_seconds",
    help: "Duration of AI tasks",
    labelNames: ["task"],
    buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60],
    registers,
  });
  const errors = new Counter({
    name: "reputation_ai_errors_total",
    help: "AI tasks that failed",
    labelNames: ["task"],
    registers,
  });
  const again = new Counter({ name: "reputation_regenerations_total", help: "Answers drafted again", registers });
  const tokens = new Gauge({ name: "reputation_ai_tokens_used", help: "Tokens used today", registers });
  const cost = new Gauge({
    name: "reputation_ai_cost",
    help: "Cost of the AI today, by the prices of the configuration",
    labelNames: ["currency"],
    registers,
  });
  return {
    spent({ aiTokensToday, aiCostToday }: Pick<Gauges, "aiTokensToday" | "aiCostToday">) {
      tokens.set(aiTokensToday);
      // Without a price it is not known, which is not nothing.
      cost.reset();
      if (aiCostToday) cost.set({ currency: aiCostToday.currency }, aiCostToday.amount);
    },
    attempt(task: string, state: string, tookMs: number) {
      duration.observe({ task }, tookMs / 1000);
      if (state === "failed") errors.inc({ task });
      if (task === "regenerate_response" && state === "done") again.inc();
    },
  };
}
