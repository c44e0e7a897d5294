import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** An attempt that ended, as far as the metrics care. */
interface EndedAttempt {
  task: string;
  state: string;
  tookMs: number;
}

/** What is read afresh at each scrape. */
export interface Gauges {
  jobs: Record<string, number>;
  oldestDueSeconds: number;
  items: Record<string, number>;
  /** When each account's key stops working, Unix ms; an account without a date is not there. */
  keyExpiry: Record<string, number>;
}

export interface Metrics {
  /** Counts an attempt. */
  attempt(ended: EndedAttempt): void;
  /** Prometheus text. */
  text(): Promise<string>;
}

/**
 * The specification's Celery metrics under our name, and what the store knows. Labels are bounded: task names, states.
 * @param read called at each scrape
 */
export function createMetrics(read: () => Gauges): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string): Counter<"task"> =>
    new Counter({ name, help, registers, labelNames: ["task"] });
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
  new Gauge({ name: "reputation_worker_online", help: "1 while the daemon runs", registers }).set(1);
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> => {
    return new Gauge({ name, help, labelNames, registers });
  };
  const jobs = gauge("reputation_jobs", "Live jobs, by state", ["state"]);
  const oldest = gauge("reputation_oldest_due_job_seconds", "How long the oldest due job has been waiting");
  const items = gauge("reputation_items", "Items, by status", ["status"]);
  const keys = gauge("reputation_key_expiry_timestamp_seconds", "When a key stops working, by account", ["account"]);

  return {
    attempt({ task, state, tookMs }) {
      runtime.observe({ task }, tookMs / 1000);
      if (state === "done") succeeded.inc({ task });
      if (state === "failed") failed.inc({ task });
      if (state === "stale") stale.inc({ task });
    },
    text() {
      const now = read();
      for (const [state, n] of Object.entries(now.jobs)) jobs.set({ state }, n);
      for (const [status, n] of Object.entries(now.items)) items.set({ status }, n);
      for (const [account, at] of Object.entries(now.keyExpiry)) keys.set({ account }, at / 1000);
      oldest.set(now.oldestDueSeconds);
      return registry.metrics();
    },
  };
}
