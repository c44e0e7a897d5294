/**
 * A first start over a backlog: thousands of unanswered items, the marketplaces' real limits, and an LLM that takes its
 * time. It tells when the first urgent draft is there, when all urgent ones, and when all, and in which order drafts came.
 * `node bench/first-start.ts --items 5000 --llm-ms 2000`; the full size takes more than an hour.
 */
import { createServer, request, type Server } from "node:http";
import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openApp, type App } from "../src/app.ts";
import { systemClock } from "../src/base/clock.ts";
import { createLog } from "../src/base/log.ts";
import { sandboxConfig } from "../src/cli/sandbox-config.ts";
import { parseConfig } from "../src/config/load.ts";
import type { SampleItem } from "../src/sandbox/samples.ts";
import { startSandbox } from "../src/sandbox/sandbox.ts";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "5000" },
    "llm-ms": { type: "string", default: "2000" },
    "every-ms": { type: "string", default: "30000" },
  },
});
const count = Number(values.items);

/** Most buyers are content: one item in ten is a question, one review in six has one or two stars. */
function backlog(): SampleItem[] {
  return Array.from({ length: count }, (_, i): SampleItem => {
    if (i % 10 === 9)
      return { id: `q${i}`, itemType: "question", rating: null, text: `Подойдёт ли размер ${i} на рост 170?` };
    if (i % 6 === 1)
      return { id: `r${i}`, rating: 1 + (i % 2), text: `Пришло не то, номер ${i}: шов разошёлся в первый день.` };
    return { id: `r${i}`, rating: 5, text: `Хорошая вещь, ношу с удовольствием, номер ${i}.` };
  });
}

/** Passes each call on after a while, as a model that thinks. */
async function slowly(target: string, ms: number): Promise<{ url: string; server: Server }> {
  const server = createServer((incoming, outgoing) => {
    setTimeout(() => {
      const { hostname, port, pathname } = new URL(target);
      const path = pathname.replace(/\/$/, "") + (incoming.url ?? "").replace(/^\/v1/, "");
      const onward = request({ hostname, port, path, method: incoming.method, headers: incoming.headers }, (reply) => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(outgoing);
      });
      incoming.pipe(onward);
    }, ms);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server };
}

interface Count {
  urgent: number;
  questions: number;
  rest: number;
}

const DRAFTED = `select
  count(*) filter (where rating <= 2) as urgent,
  count(*) filter (where item_type = 'question') as questions,
  count(*) filter (where rating > 2) as rest from items i`;

function drafted(app: App): Count {
  return app.db.statement(`${DRAFTED} join responses r on r.item_id = i.id`).get() as Count;
}

const sandbox = await startSandbox({ clock: systemClock, items: backlog(), limits: true });
const llm = await slowly(sandbox.baseUrls.llm, Number(values["llm-ms"]));
const text = sandboxConfig(sandbox, {
  ai: { provider: "openai", base_url: llm.url, api_key: sandbox.credentials.llm.apiKey, model: "sandbox" },
  schedule: Object.fromEntries(
    ["wb", "ozon", "ym"].flatMap((platform) =>
      ["reviews", "questions"].map((type) => [`poll_${platform}_${type}`, { cron: "0 * * * * *" }]),
    ),
  ),
});
const folder = mkdtempSync(join(tmpdir(), "first-start-"));
const { config } = parseConfig(text, join(folder, "reputation.yaml"), {});
const app = await openApp(config, { log: createLog("warn"), role: "daemon" });
const startedAt = Date.now();
const minutes = (): number => Math.round((Date.now() - startedAt) / 600) / 100;
const marks: Record<string, number> = {};
await app.startDaemon(() => process.exit(1));

for (let last = 0; ;) {
  await systemClock.sleep(1000);
  const all = app.db.statement(DRAFTED).get() as Count;
  const done = drafted(app);
  const total = all.urgent + all.questions + all.rest;
  if (done.urgent > 0) marks["first urgent draft"] ??= minutes();
  if (done.rest > 0) marks["first draft of the rest"] ??= minutes();
  if (total === count) marks["all taken in"] ??= minutes();
  if (marks["all taken in"] !== undefined && done.urgent === all.urgent) marks["all urgent drafts"] ??= minutes();
  if (marks["all taken in"] !== undefined && done.questions === all.questions)
    marks["all drafts of questions"] ??= minutes();
  if (Date.now() - last > Number(values["every-ms"])) {
    process.stdout.write(`${JSON.stringify({ minutes: minutes(), taken: total, of: all, drafted: done, marks })}\n`);
    last = Date.now();
  }
  if (total === count && done.rest === all.rest && done.urgent === all.urgent && done.questions === all.questions)
    break;
}
marks["all drafts"] = minutes();
process.stdout.write(`${JSON.stringify(marks)}\n`);
await app.close();
llm.server.close();
await sandbox.close();
