import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import type { App } from "../../src/app.ts";
import { systemClock, type Clock } from "../../src/base/clock.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { ITEM_STATUSES } from "../../src/domain/item.ts";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import { createMetrics, type Metrics } from "../../src/http/metrics.ts";
import { startHttp } from "../../src/http/server.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { createLog } from "../../src/base/log.ts";
import { workingOf } from "../../src/desk/working.ts";
import { createRandom } from "../../src/sandbox/random.ts";
import { statusOf } from "../../src/store/views/status.ts";
import { tell } from "../../src/decisions/alerts.ts";
import { insertAiCall } from "../../src/store/tables/ai-usage.ts";
import { CHANNELS } from "../../src/domain/alert/channel-name.ts";
import { FINE } from "../../src/domain/alert/channel-circuit.ts";
import { saveChannelHealth } from "../../src/store/tables/alert-channels.ts";
import { insertDelivery } from "../../src/store/tables/alert-deliveries.ts";
import { alertById } from "../../src/store/tables/alerts.ts";
import { testApp } from "../support/app.ts";
import { contactOf } from "../support/messenger.ts";
import { storeNew } from "../support/items.ts";
import { personWith } from "../support/people.ts";

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?[\d.e+-]+|NaN|Nan|[+-]Inf)$/; // Go reads NaN in any case

/**
 * Parses the Prometheus text format strictly: every line is a comment or a sample, each family has its help and type,
 * and no sample occurs twice.
 */
function parseExposition(text: string): Sample[] {
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const seen = new Set<string>();
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.split("\n").filter(Boolean)) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line);
    if (type) types.set(type[1]!, type[2]!);
    if (line.startsWith("#")) continue;
    const [, name = "", labels = "", value = ""] = LINE.exec(line) ?? expect.fail(`no sample: ${line}`);
    expect(seen.has(`${name}{${labels}}`), line).toBe(false);
    seen.add(`${name}{${labels}}`);
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, "");
    expect(types.has(family), `${name} has no type`).toBe(true);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map((match) => [match[1]!, match[2]!] as const);
    samples.push({ name, labels: Object.fromEntries(pairs), value: Number(value.replace("Inf", "Infinity")) });
  }
  return samples;
}

interface Measured {
  app: App;
  metrics: Metrics;
  url: string;
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  scrape: () => Promise<Sample[]>;
}

async function measured({ clock }: { clock?: Clock } = {}): Promise<Measured> {
  const { app, config } = await testApp({ settings: { http: { cors_origin: "https://office.example" } } });
  const metrics = createMetrics(() => gaugesOf(app));
  const options = {
    ...httpOptions(config),
    listen: "127.0.0.1:0",
    clock: clock ?? app.clock,
    log: createLog("silent"),
  };
  const server = await startHttp(httpParts(app, metrics), options);
  onTestFinished(() => server.close());
  const get: Measured["get"] = (path, headers) =>
    fetch(server.url + path, { headers: { authorization: `Bearer ${config.http.token}`, ...headers } });
  const scrape = async (): Promise<Sample[]> => parseExposition(await (await get("/metrics")).text());
  return { app, metrics, url: server.url, get, scrape };
}

const value = (samples: Sample[], name: string, labels: Record<string, string> = {}): number | undefined =>
  samples.find(
    (sample) => sample.name === name && Object.entries(labels).every(([key, text]) => sample.labels[key] === text),
  )?.value;

describe("metrics", () => {
  test("the metrics equal the stored rows and what status says, in any state", async () => {
    const { app, scrape } = await measured();
    const random = createRandom(5);
    for (const kind of POLL_KINDS) {
      await app.runner.runNow((tx) => app.enqueue(tx, kind, { account: `${pollOf(kind).platform}-sandbox` }).id);
    }
    await app.runner.drain();
    for (let state = 0; state < 25; state++) {
      // Any state that the checks of the tables allow, whether the program would ever reach it or not.
      await app.db.write((tx) => {
        const id = random.between(1, 40);
        const status = random.pick(["new", "pending_review", "escalated", "error"]);
        tx.statement("update items set status = @status, published_at = null, skip_reason = null where id = @id").run({
          id,
          status,
        });
        const at = app.clock.now() - random.between(0, 900_000);
        if (random.chance(0.5)) app.enqueue(tx, "analyze_item", { item_id: id }, { runAt: at });
        if (random.chance(0.3))
          tx.statement(
            "update polling_state set consecutive_errors = 7, circuit_open_until = @until where account = 'wb-sandbox'",
          ).run({ until: app.clock.now() + 50_000_000 });
        else tx.statement("update polling_state set consecutive_errors = 0, circuit_open_until = null").run();
      });
      const samples = await scrape();
      const sql = (text: string): number => (app.db.statement(text).get() as { n: number }).n;
      const status = statusOf(app.db, app.clock.now(), 0);
      for (const name of ITEM_STATUSES) {
        expect(value(samples, "reputation_items", { status: name }), name).toBe(
          sql(`select count(*) as n from items where status = '${name}'`),
        );
        expect(value(samples, "reputation_items", { status: name })).toBe(status.items[name]);
      }
      for (const name of ["scheduled", "ready", "running"] as const) {
        expect(value(samples, "reputation_jobs", { state: name })).toBe(
          sql(`select count(*) as n from jobs where state = '${name}'`),
        );
      }
      const late =
        (app.clock.now() - sql("select min(run_at) as n from jobs where state in ('ready', 'scheduled')")) / 1000;
      if (status.jobs.oldest_due_ms !== null)
        expect(value(samples, "reputation_oldest_due_job_seconds")).toBeCloseTo(late, -2);
      expect(value(samples, "reputation_worker_online")).toBe(1);
    }
  });

  test("a channel that is away is told with what waits for it", async () => {
    const { app, scrape } = await measured();
    const { id } = await personWith(app, "anna", "admin");
    const contactId = await contactOf(app, id);
    const now = app.clock.now();
    await app.db.write((tx) => {
      tell(tx, app, { kind: "ai_away", since: now });
      const alert = alertById(tx, 1) ?? expect.fail("nothing is told");
      insertDelivery(tx, { contactId, alert, how: "single", dueAt: now - 90_000 }, now);
      saveChannelHealth(tx, "telegram", { failures: 2, awaySince: now, openUntil: now + 60_000 });
    });
    const samples = await scrape();
    const labels = { channel: "telegram" };
    expect(value(samples, "reputation_alerts_waiting", labels)).toBe(1);
    expect(value(samples, "reputation_alerts_oldest_due_seconds", labels)).toBeGreaterThanOrEqual(90);
    expect(value(samples, "reputation_alert_channel_state", labels)).toBe(2);
    expect(value(samples, "reputation_alert_deliveries", { ...labels, outcome: "gave_up" })).toBe(0);
  });

  test("the cost of the AI is told once a call had a price, and not as nothing before", async () => {
    const { app, scrape } = await measured();
    app.config.ai.price = { input: 1, output: 2, currency: "₽" };
    expect(value(await scrape(), "reputation_ai_cost")).toBeUndefined();
    const call = { itemId: 1, purpose: "answer", model: "m", inputTokens: 10, outputTokens: 5 } as const;
    await app.db.write((tx) => {
      storeNew(tx);
      insertAiCall(tx, { ...call, cost: null }, app.clock.now());
      insertAiCall(tx, { ...call, cost: 1.25 }, app.clock.now());
    });
    expect(value(await scrape(), "reputation_ai_cost", { currency: "₽" })).toBe(1.25);
  });

  test("no metric has a label that grows with the input", async () => {
    const { app, scrape } = await measured();
    await app.db.write((tx) => CHANNELS.forEach((channel) => saveChannelHealth(tx, channel, FINE)));
    const samples = (await scrape()).filter(({ name }) => name.startsWith("reputation_"));
    const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
    const usual = ["ai", "currency", "task", "state", "status", "account", "item_type", "platform", "le"];
    const bounded = new Set([...usual, "channel", "outcome"]);
    expect([...labels].filter((label) => !bounded.has(label))).toEqual([]);
    const valuesOf = (label: string): string[] =>
      [...new Set(samples.flatMap((sample) => sample.labels[label] ?? []))].toSorted();
    expect(valuesOf("channel")).toEqual(CHANNELS.toSorted());
    expect(valuesOf("outcome")).toEqual(["folded", "gave_up", "moot", "sent"]);
  });

  test("every metric that the alerts and the dashboard use exists", async () => {
    const { app, metrics, scrape } = await measured();
    await app.db.write((tx) => saveChannelHealth(tx, "telegram", FINE));
    for (const task of ["poll_wb_reviews", "analyze_item", "regenerate_response"]) {
      metrics.attempt({ task, state: "done", tookMs: 5, result: { fetched: 3, duplicates: 1 } });
      metrics.attempt({ task, state: "failed", tookMs: 5, result: undefined });
    }
    const names = new Set((await scrape()).map(({ name }) => name.replace(/_(bucket|sum|count)$/, "")));
    for (const gauge of ["reputation_circuit_breaker_state", "reputation_key_expiry_timestamp_seconds"])
      names.add(gauge);
    const docs = new URL("../../docs/monitoring/", import.meta.url);
    const alerts = readFileSync(new URL("alerts.yaml", docs), "utf8");
    const dashboard = readFileSync(new URL("grafana.json", docs), "utf8");
    expect(parse(alerts)).toHaveProperty("groups");
    expect(JSON.parse(dashboard)).toHaveProperty("panels");
    const asked = new Set(
      [...`${alerts}${dashboard}`.matchAll(/reputation_\w+/g)].map(([name]) =>
        name.replace(/_(bucket|sum|count)$/, ""),
      ),
    );
    expect(asked.size).toBeGreaterThan(10);
    expect([...asked].filter((name) => !names.has(name))).toEqual([]);
  });
});

describe("health", () => {
  test("health reports standing work when a due job has waited too long, although the process answers", async () => {
    const { app, get } = await measured();
    const ready = async (): Promise<unknown> => (await get("/readyz")).json();
    expect(await ready()).toMatchObject({ status: "ok", working: true, late_schedules: [] });
    await app.db.write((tx) => void app.enqueue(tx, "office_heartbeat", {}, { runAt: app.clock.now() - 11 * 60_000 }));
    await expect.poll(ready).toMatchObject({ status: "ok", working: false });
    expect((await get("/healthz")).status).toBe(200);
  });

  test("anybody may ask whether it is ready, which costs one look a second and no write; the details need a token", async () => {
    let now = 1_000_000;
    const { app, url, get } = await measured({ clock: { ...systemClock, now: () => now } });
    const changes = (): unknown => app.db.statement("select total_changes() as n").get();
    const before = changes();
    const ready = async (): Promise<unknown> => (await get("/readyz")).json();
    expect(await ready()).toMatchObject({ status: "ok", parts: { store: "ok" }, working: true });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ok" });
    expect(changes()).toEqual(before);
    await app.db.write((tx) => void app.enqueue(tx, "office_heartbeat", {}, { runAt: app.clock.now() - 11 * 60_000 }));
    now += 999;
    expect(await ready()).toMatchObject({ working: true });
    now += 1;
    expect(await ready()).toMatchObject({ working: false });
  });

  test("a long queue is no standing work: it stands when no job of its lane has run for as long", async () => {
    const { app } = await measured();
    const runAt = app.clock.now() - 11 * 60_000;
    await app.db.write((tx) => void app.enqueue(tx, "office_heartbeat", {}, { runAt }));
    expect(workingOf(app).working).toBe(false);
    await app.runner.runNow((tx) => app.enqueue(tx, "retry_failed_publish", {}).id);
    expect(workingOf(app)).toMatchObject({
      working: true,
      oldest_due_job: expect.toSatisfy((n) => n >= 660) as number,
    });
    await app.db.write((tx) => void app.enqueue(tx, "analyze_item", { item_id: 1 }, { runAt, itemId: 1 }));
    expect(workingOf(app).working).toBe(false);
  });
});

describe("Office feed", () => {
  test("the Office feed serves one agent by its id, and only to pages of the dashboard's origin", async () => {
    const { app, get } = await measured();
    await app.db.write((tx) => void app.deps.office.heartbeat(tx));
    expect(await (await get("/api/v1/office/agents/reputation_wb")).json()).toMatchObject({
      agent_id: "reputation_wb",
      name: "WB отзывы",
    });
    expect((await get("/api/v1/office/agents/nobody")).status).toBe(404);
    const feed = (await (await get("/office/data.json")).json()) as { agents: object[]; departments: object };
    expect(feed.departments).toEqual({ reputation: { name: "Репутация", color: "#7c5cff" } });
    expect(feed.agents).toContainEqual(
      expect.objectContaining({ id: "reputation_ym", name: "YM отзывы", department: "reputation" }),
    );
    const from = async (origin: string): Promise<string | null> =>
      (await get("/office/data.json", { origin })).headers.get("access-control-allow-origin");
    expect(await from("https://office.example")).toBe("https://office.example");
    expect(await from("https://elsewhere.example")).not.toBe("https://elsewhere.example");
    expect(
      (await get("/metrics", { origin: "https://office.example" })).headers.get("access-control-allow-origin"),
    ).toBeNull();
  });

  test("of more than a thousand accounts only those with something wrong have a line of their own", async () => {
    const { app } = await testApp();
    const ids = Array.from({ length: 1001 }, (_, i) => `a-${i}`);
    let bad = "a-7";
    const metrics = createMetrics(() => ({
      ...gaugesOf(app),
      keyRefused: Object.fromEntries(ids.map((id) => [id, id === bad])),
      circuits: ids.map((account) => ({ account, itemType: "review", state: account === bad ? "open" : "closed" })),
    }));
    const labelled = async (): Promise<unknown[]> => {
      return parseExposition(await metrics.text()).flatMap(({ labels: { account }, value }) =>
        account === undefined ? [] : [[account, value]],
      );
    };
    expect(await labelled()).toEqual([
      ["a-7", 1],
      ["a-7", 2],
    ]);
    bad = "a-8";
    expect(await labelled()).toEqual([
      ["a-8", 1],
      ["a-8", 2],
    ]);
  });
});
