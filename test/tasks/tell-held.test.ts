import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { createLog } from "../../src/base/log.ts";
import { jobKey } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { tellHeldByProof } from "../../src/tasks/tell-held.ts";
import { testApp } from "../support/app.ts";

const review = (id: string, rating: number, words: string): SampleItem => ({ id, platform: "wb", rating, text: words });

test("after an upgrade the log says once which rules hold more than they did, and how many of the stored items", async () => {
  const { app } = await testApp({
    items: [
      review("praise", 5, "Отличная кофта, ношу каждый день"),
      review("complaint", 5, "Кофта хорошая, но маломерит"),
      review("few", 3, "Так себе"),
    ],
  });
  const account = "wb-sandbox";
  await app.runner.runNow(
    (tx) => app.enqueue(tx, "poll_wb_reviews", { account }, { key: jobKey("poll_wb_reviews", account), account }).id,
  );
  await app.runner.drain();
  const rules = [{ name: "all", enabled: true, when: {}, then: "approve" as const }];
  const config = { ...app.deps.config, approval: { ...app.deps.config.approval, rules } };
  const stream = new PassThrough();
  const log = createLog("info", stream);

  await tellHeldByProof({ ...app.deps, config, log });
  await tellHeldByProof({ ...app.deps, config, log });
  stream.end();

  const lines = (await text(stream)).trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ rule: "all", held: 2, items: 3 });
});
