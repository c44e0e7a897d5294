import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openApp, type App } from "../../../src/app.ts";
import { sandboxConfig } from "../../../src/cli/sandbox-config.ts";
import { parseConfig } from "../../../src/config/load.ts";
import type { Platform } from "../../../src/domain/platform.ts";
import { createLog } from "../../../src/base/log.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/sandbox.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { fakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { quiet } from "../../support/quiet.ts";
import { newDatabase, tempFolder } from "../../support/temp.ts";

const START = Date.parse("2026-11-24T06:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long the marketplace is away: REPUTATION_OUTAGE_HOURS=10 takes half a minute. */
const HOURS = Number(process.env["REPUTATION_OUTAGE_HOURS"] ?? 1);
/** The marketplaces that stay are not asked as often as the one that is away. */
const SELDOM = { cron: "0 */15 * * * *" };

interface Shop {
  app: App;
  sandbox: Sandbox;
  clock: FakeClock;
}

/** The daemon with its schedules, on a clock that stands still until it is moved. */
async function openShop(items: SampleItem[]): Promise<Shop> {
  const clock = fakeClock(START);
  const sandbox = await startSandbox({ clock, items });
  const text = sandboxConfig(sandbox, {
    ai: { provider: "offline" },
    schedule: {
      poll_ozon_reviews: SELDOM,
      poll_ozon_questions: SELDOM,
      poll_ym_reviews: SELDOM,
      poll_ym_questions: SELDOM,
    },
    approval: { rules: [{ name: "all", when: { rating: { min: 4 } }, then: "approve" }] },
  });
  const { config } = parseConfig(text, join(tempFolder(), "reputation.yaml"), {});
  newDatabase(config.database);
  const app = await openApp(config, { log: createLog("silent"), role: "daemon", clock });
  onTestFinished(async () => {
    await app.close(0);
    await sandbox.close();
  });
  await app.startDaemon(() => undefined);
  return { app, sandbox, clock };
}

/** Moves the clock on in steps, and does everything that falls due in each. */
async function pass({ app, clock }: Shop, ms: number): Promise<void> {
  for (const end = clock.now() + ms; clock.now() < end;) {
    await clock.advance(MINUTE);
    await quiet(app, clock, 4000);
  }
}

const review = (platform: Platform, id: string): SampleItem => {
  return { id: `${platform}-${id}`, platform, text: `Очень хорошая вещь, спасибо, покупка ${id}!`, rating: 5 };
};

const statusOfAll = ({ app }: Shop): Record<string, string> => {
  const rows = app.db.statement("select external_id, status from items").all() as {
    external_id: string;
    status: string;
  }[];
  return Object.fromEntries(rows.map((row) => [row.external_id, row.status]));
};

describe(`${HOURS} h without Wildberries`, () => {
  test("lose nothing, spend no attempt of an approved answer, cause at most one request a minute, and affect no other account", async () => {
    const shop = await openShop([review("wb", "before"), review("ozon", "before"), review("ym", "before")]);
    const { app, sandbox, clock } = shop;
    const { world } = sandbox;
    await pass(shop, 20 * MINUTE);
    expect(Object.values(statusOfAll(shop))).toEqual(["published", "published", "published"]);

    // One answer is on its way out when the marketplace goes away.
    world.add([review("wb", "approved")]);
    await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
    sandbox.setFaults("wb", { reset: 1 });
    const awayAt = clock.now();
    world.add([review("wb", "answered by a person")]);
    for (let hour = 0; hour < HOURS; hour++) {
      for (const platform of ["wb", "ozon", "ym"] as const) world.add([review(platform, `hour ${hour}`)]);
      await pass(shop, HOUR);
    }
    world.answerInCabinet("wb-answered by a person", "Спасибо! Ответили сами.");
    const idOf = (id: string): string => world.item(id).externalId;
    const during = statusOfAll(shop);
    expect(during[idOf("wb-approved")]).toBe("approved");
    for (let hour = 0; hour < HOURS; hour++) {
      expect(during[idOf(`ozon-hour ${hour}`)]).toBe("published");
      expect(during[idOf(`ym-hour ${hour}`)]).toBe("published");
    }
    expect(probesWithin(app, awayAt, clock.now())).toEqual([]);
    const retries = app.db.statement("select publish_retry_count as n from responses").all() as { n: number }[];
    expect(Math.max(...retries.map(({ n }) => n))).toBeLessThanOrEqual(3);
    expect(circuit(app)).toBeGreaterThan(5);

    sandbox.setFaults("wb", {});
    // The hourly retry comes within this time, and the send that it starts ends.
    await pass(shop, 65 * MINUTE);
    const after = statusOfAll(shop);
    for (const id of ["approved", "hour 0", `hour ${HOURS - 1}`]) expect(after[idOf(`wb-${id}`)], id).toBe("published");
    expect(after[idOf("wb-answered by a person")]).toBeUndefined();
    expect(world.items().map((item) => item.received.length)).toEqual(world.items().map(() => 1));
    expect(circuit(app)).toBe(0);
  });
});

const circuit = (app: App): number => {
  const sql = "select consecutive_errors as n from polling_state where account = 'wb-sandbox' and item_type = 'review'";
  return (app.db.statement(sql).get() as { n: number }).n;
};

/** Pairs of attempts to read WB's reviews, less than a minute apart, after the circuit opened. */
function probesWithin(app: App, from: number, to: number): number[] {
  const rows = app.db
    .statement(
      `select a.started_at as at from attempts a join jobs j on j.id = a.job_id
       where a.started_at between @from and @to and a.outcome = 'failed'
         and (j.kind = 'poll_wb_reviews' or (j.kind = 'send_response' and a.error like '%Wildberries%'))
       order by a.started_at`,
    )
    .all({ from: from + 30 * MINUTE, to }) as { at: number }[];
  expect(rows.length).toBeGreaterThan(10 * HOURS);
  return rows.flatMap(({ at }, i) => (i > 0 && at - rows[i - 1]!.at < MINUTE ? [at - rows[i - 1]!.at] : []));
}
