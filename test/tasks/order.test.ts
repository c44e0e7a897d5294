/** In which order the work of many items is done. */
import { expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import { DAY_MS } from "../../src/base/clock.ts";
import { pollKind } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { listItems } from "../../src/store/tables/items.ts";
import { testApp } from "../support/app.ts";

const ONE_AT_A_TIME = { lanes: { ai: 1, publish: 1 } };

function review(id: string, days: number, rating: number, text = `Платье ${id}, ткань и цвет`): SampleItem {
  return { id, platform: "wb", rating, text, createdAt: Date.now() - days * DAY_MS };
}

const BACKLOG: SampleItem[] = [
  review("good, 20 days", 20, 5),
  review("good, 2 days", 2, 5),
  review("good, 1 day", 1, 4),
  review("bad, 25 days", 25, 1),
  review("bad, 1 day", 1, 2),
  review("burn, 5 days", 5, 5, "Красивое платье, но от ткани у ребёнка ожог и аллергия"),
  { ...review("question, 3 days", 3, 5, "Какая длина рукава?"), rating: null, itemType: "question" },
];

async function read(app: App): Promise<void> {
  const account = "wb-sandbox";
  for (const type of ["review", "question"] as const) {
    await app.runner.runNow((tx) => app.enqueue(tx, pollKind("wb", type), { account }).id);
  }
}

interface Stage {
  app: App;
  sandbox: Sandbox;
}

/** The sandbox's names of the items that the statement lists by their ids at the marketplace. */
function names({ app, sandbox }: Stage, sql: string): string[] {
  const known = new Map(sandbox.world.items().map(({ externalId, id }) => [externalId, id]));
  const rows = app.db.statement(sql).raw().all() as [externalId: string, kind?: string][];
  return rows.map(([externalId, kind = ""]) => `${kind}${known.get(externalId)}`);
}

/** What the AI has done, in order: the kind of job, and the item. */
function worked(stage: Stage): string[] {
  return names(
    stage,
    `select i.external_id, substr(j.kind, 1, 8) || ' ' from jobs j join items i on i.id = j.item_id
     where j.lane = 'ai' and j.state = 'done' order by j.started_at, j.id`,
  );
}

/** Each analysis is followed by its draft. */
function inTurn(...items: string[]): string[] {
  return items.flatMap((item) => [`analyze_ ${item}`, `generate ${item}`]);
}

test("analyses and drafts go urgent first, in a first backlog the fresh before the old, and sends in the same order", async () => {
  const { app, sandbox } = await testApp({ items: BACKLOG, settings: { queue: ONE_AT_A_TIME } });
  await read(app);
  await app.runner.drain();
  const order = [
    "bad, 1 day",
    "bad, 25 days",
    "question, 3 days",
    "burn, 5 days",
    "good, 2 days",
    "good, 1 day",
    "good, 20 days",
  ];
  expect(worked({ app, sandbox })).toEqual(inTurn(...order));

  await app.decisions.pause("publish", "person:test");
  for (const { id } of listItems(app.db, { limit: 100 })) await app.decisions.approve(id, "person:test");
  await app.decisions.resume("publish", "person:test");
  await app.runner.drain();
  const sent = "select i.external_id from publish_attempts p join items i on i.id = p.item_id order by p.id";
  // What only the analysis has shown to be urgent is urgent from then on.
  const urgent = ["burn, 5 days", "bad, 1 day", "bad, 25 days"];
  expect(names({ app, sandbox }, sent)).toEqual([...urgent, ...order.filter((item) => !urgent.includes(item))]);
});

test("after the first read of an account the older item comes first, however old it is", async () => {
  const { app, sandbox, config } = await testApp({ items: [], settings: { queue: ONE_AT_A_TIME } });
  config.poll.overlap = config.poll.lookback;
  await read(app);
  sandbox.world.add([review("good, 1 day", 1, 5), review("good, 20 days", 20, 5)]);
  await read(app);
  await app.runner.drain();
  expect(worked({ app, sandbox })).toEqual(inTurn("good, 20 days", "good, 1 day"));
});

test("a review whose buyer takes stars away is urgent from then on", async () => {
  const { app, sandbox, config } = await testApp({
    items: [review("changed", 2, 5)],
    settings: { queue: ONE_AT_A_TIME },
  });
  config.poll.overlap = config.poll.lookback;
  await read(app);
  await app.runner.drain();
  sandbox.world.add([review("older", 3, 5)]);
  sandbox.world.edit("changed", { rating: 1, text: "Порвалось в первый день" });
  await read(app);
  await app.runner.drain();
  expect(worked({ app, sandbox }).slice(2)).toEqual(inTurn("changed", "older"));
});
