/** Holds that were written while the clock was years ahead keep nothing from working once it is right. */
import { expect, test } from "vitest";
import { DAY_MS } from "../../src/base/clock.ts";
import { aiFingerprint } from "../../src/config/fingerprint.ts";
import { listAiHolds, saveAiHold } from "../../src/store/tables/ai-holds.ts";
import { saveKeyHold } from "../../src/store/tables/key-holds.ts";
import type { TaskContext } from "../../src/queue/task.ts";
import { admitAi, lookAtHeldAi } from "../../src/tasks/drafting/ai-hold.ts";
import { fingerprintOf, keyWait } from "../../src/tasks/key-hold.ts";
import { testApp } from "../support/app.ts";

const YEARS = 3650 * DAY_MS;

test("an LLM that was held by a clock years ahead is asked", async () => {
  const { app } = await testApp({
    items: [],
    change(config, sandbox) {
      const { llm } = sandbox.baseUrls;
      Object.assign(config.ai, { provider: "openai", base_url: llm, api_key: "k".repeat(30), model: "sandbox" });
    },
  });
  const settings = aiFingerprint(app.config.ai);
  const hold = { name: "main", since: app.clock.now(), code: "llm.unavailable", message: "away", settings } as const;
  const context = {
    jobId: 1,
    write: (fn: Parameters<typeof app.db.write>[0]) => app.db.write(fn),
  } as unknown as TaskContext;
  await app.db.write((tx) => saveAiHold(tx, { ...hold, probe_at: app.clock.now() + 50_000 }));
  expect(await admitAi(app.deps, context, null)).toMatchObject({ kind: "wait" });
  await app.db.write((tx) => saveAiHold(tx, { ...hold, probe_at: app.clock.now() + YEARS }));
  expect(await admitAi(app.deps, context, null)).toMatchObject({ kind: "ask" });
});

test("another price of either LLM is no other LLM, so that what was held stays held", async () => {
  const price = { input: 1, output: 2 };
  const { app } = await testApp({
    items: [],
    change(config, sandbox) {
      const way = { base_url: sandbox.baseUrls.llm, api_key: "k".repeat(30), model: "sandbox" };
      Object.assign(config.ai, { ...way, provider: "openai", fallback: { ...way, timeout: 1000, price } });
    },
  });
  const { ai } = app.config;
  const settings = aiFingerprint(ai);
  const hold = { name: "main", since: app.clock.now(), code: "llm.unavailable", message: "away", settings } as const;
  await app.db.write((tx) => saveAiHold(tx, { ...hold, probe_at: app.clock.now() + 50_000 }));
  const held = async (fallback: Partial<typeof ai>): Promise<number> => {
    Object.assign(ai, { price, fallback: { ...ai.fallback, ...fallback } });
    await app.db.write((tx) => lookAtHeldAi(tx, app.deps));
    return listAiHolds(app.db).length;
  };
  expect(await held({ price: { ...price, output: 3 } })).toBe(1);
  expect(await held({ price: undefined })).toBe(1);
  expect(await held({ model: "another" })).toBe(0);
});

test("a key that was held by a clock years ahead is tried", async () => {
  const { app } = await testApp({ items: [] });
  const use = {
    account: "wb-sandbox",
    itemType: "review",
    work: "poll",
    key: fingerprintOf(app.deps, "wb-sandbox"),
  } as const;
  const hold = {
    account: use.account,
    only: null,
    since: app.clock.now(),
    code: "auth.key",
    message: "no",
    key: use.key,
  };
  const waits = (probe_at: number) =>
    app.db.write((tx) => {
      saveKeyHold(tx, { ...hold, probe_at });
      return keyWait(tx, app.deps, use);
    });
  expect(await waits(app.clock.now() + 60_000)).toMatchObject({ code: "auth.key" });
  expect(await waits(app.clock.now() + YEARS)).toBeUndefined();
});
