import { expect, test } from "vitest";
import { createLog } from "../../src/base/log.ts";
import { agentDocument, type Activity } from "../../src/office/snapshot.ts";
import { createReporter } from "../../src/office/reporter.ts";
import { listAgents } from "../../src/store/tables/office-agents.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { tempDb } from "../support/temp.ts";

const SAID: [Activity, { status: string; task: string | null }][] = [
  [
    { type: "polling", itemType: "review" },
    { status: "ok", task: "Опрос отзывов Wildberries" },
  ],
  [
    { type: "polling", itemType: "question" },
    { status: "ok", task: "Опрос вопросов Wildberries" },
  ],
  [{ type: "idle" }, { status: "ok", task: null }],
  [{ type: "offline" }, { status: "offline", task: null }],
  [
    { type: "error", message: "Wildberries: HTTP 500" },
    { status: "error", task: "Ошибка: Wildberries: HTTP 500" },
  ],
  // A marketplace's message may look like our own words.
  [
    { type: "error", message: "Ошибка: review" },
    { status: "error", task: "Ошибка: Ошибка: review" },
  ],
];

test.each(SAID)(
  "the activity %j is stored as it happened and shown in the specification's words",
  async (activity, said) => {
    const [db, clock] = [tempDb(), fakeClock()];
    const reporter = createReporter({ db, clock, log: createLog("silent"), config: testConfig() });
    await db.write((tx) => reporter.report(tx, "wb", activity));
    const wb = () => agentDocument(listAgents(db).find(({ agent_id }) => agent_id === "reputation_wb")!);
    expect(wb()).toMatchObject({ ...said, last_activity: new Date(clock.now()).toISOString() });

    // A heartbeat keeps the agent's activity; an agent that was offline counts as working again.
    await clock.advance(60_000);
    await db.write((tx) => void reporter.heartbeat(tx));
    const after = activity.type === "offline" ? { status: "ok", task: null } : said;
    expect(wb()).toMatchObject({ ...after, last_activity: new Date(clock.now()).toISOString() });
  },
);
