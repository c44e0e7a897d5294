import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { createLog } from "../../src/base/log.ts";
import { createReporter, type Reporter } from "../../src/office/reporter.ts";
import type { ItemType } from "../../src/domain/platform.ts";
import type { Db, Tx } from "../../src/store/db.ts";
import { listAgents } from "../../src/store/tables/office-agents.ts";
import { testConfig } from "../support/config.ts";
import { storeNew } from "../support/items.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { tempDb } from "../support/temp.ts";

/** An Office on loopback; `behave` answers each request. */
async function office(
  behave: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<string> {
  const server: Server = createServer((request, response) => void behave(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function reporterFor(url: string): { db: Db; clock: FakeClock; reporter: Reporter } {
  const [db, clock] = [tempDb(), fakeClock()];
  const config = { ...testConfig(), office: { url, token: "office-token" } };
  return { db, clock, reporter: createReporter({ db, clock, log: createLog("silent"), config }) };
}

function fetchOne(tx: Tx, now: number): void {
  const id = storeNew(tx);
  tx.statement("update items set fetched_at = ? where id = ?").run(now, id);
}

describe("Office reporter", () => {
  test("an unreachable Office is left alone for longer each time and then receives the newest rows", async () => {
    let up = false;
    const asked: string[] = [];
    const told: (string | null)[] = [];
    const url = await office(async (request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      if (!up) return void response.writeHead(503).end();
      const agent = (await json(request)) as { task: string | null };
      told.push(agent.task);
      response.writeHead(204).end();
    });
    const { db, clock, reporter } = reporterFor(url);
    const polling = (itemType: ItemType): Promise<void> =>
      db.write((tx) => reporter.report(tx, "wb", { type: "polling", itemType }));
    await polling("review");
    await reporter.push();
    expect(asked).toEqual(["PUT /api/v1/office/agents/reputation_wb Bearer office-token"]);
    for (const [after, requests] of [
      [10_000, 1],
      [21_000, 2],
      [31_000, 2],
      [30_000, 3],
    ] as const) {
      await clock.advance(after);
      await polling("review");
      await reporter.push();
      expect(asked).toHaveLength(requests);
    }
    up = true;
    await clock.advance(120_000);
    await polling("question");
    await reporter.push();
    expect(told).toEqual(["Опрос вопросов Wildberries"]);
    await reporter.push();
    expect(told).toHaveLength(2);
  });

  test("the numbers are counted in a hundredth of the time at most, however often a poll reports", async () => {
    let now = Date.parse("2026-11-24T12:00:00Z");
    // Each look at the clock finds it ten milliseconds on, so a count takes that long.
    const clock = { ...fakeClock(), now: () => (now += 10) };
    const db = tempDb();
    const reporter = createReporter({ db, clock, log: createLog("silent"), config: testConfig() });
    const seen = async (): Promise<unknown> => {
      await db.write((tx) => reporter.report(tx, "wb", { type: "idle" }));
      return listAgents(db).find(({ agent_id: id }) => id === "reputation_wb")?.metrics["reviews_today"];
    };
    expect(await seen()).toBe(0);
    await db.write((tx) => fetchOne(tx, now));
    expect(await seen()).toBe(0);
    now += 1000;
    expect(await seen()).toBe(1);
    await db.write((tx) => fetchOne(tx, now));
    await db.write((tx) => reporter.heartbeat(tx));
    expect(await seen()).toBe(2);
  });

  test("a hanging Office does not delay the end of the program by more than a second", async () => {
    const url = await office(() => undefined);
    const { db, clock, reporter } = reporterFor(url);
    await db.write((tx) => reporter.report(tx, "wb", { type: "offline" }));
    void reporter.push("last");
    const stopped = reporter.stop();
    await clock.advance(1000);
    await stopped;
    await reporter.push("last");
  });
});
