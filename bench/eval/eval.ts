/**
 * Judges a provider's analyses and drafts over a file of reviews:
 *   npm run eval -- --reviews reviews.jsonl --provider offline
 *   npm run eval -- --reviews reviews.jsonl --provider openai --base-url http://127.0.0.1:11434/v1 --model qwen3 --count 50
 *   npm run eval -- --reviews reviews.jsonl --labels bench/eval/labels   only the labelled reviews, against their labels
 * At the end stands what the built-in alarms find in texts that neither the words nor the model were made from, by their kinds.
 * With `--cases <folder>` the cases that were judged before are held against the provider, too.
 * The key is read from OPENAI_API_KEY. Exit code 1 when a draft breaks a rule even after its correction.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import PQueue from "p-queue";
import { systemClock } from "../../src/base/clock.ts";
import { createNet } from "../../src/net/client.ts";
import { routeOf } from "../../src/net/route.ts";
import { createLlm } from "../../src/ai/create.ts";
import type { Drafted, Llm } from "../../src/ai/llm.ts";
import { messageOf } from "../../src/base/errors.ts";
import { draftChecked } from "../../src/tasks/drafting/draft.ts";
import { checkAnswer } from "../../src/domain/wording/answer-rules.ts";
import { contextOf, readCases, type Case } from "./corpus.ts";
import { alarms } from "../../src/ai/offline/alarms.ts";
import { model } from "../../src/ai/offline/model/weights.ts";
import { readExamples } from "../train/examples.ts";
import { report, told } from "../train/report.ts";
import { againstCases } from "./cases.ts";
import { againstLabels, agreementOf, readLabels } from "./labels.ts";
import { tokensByPart } from "./tokens.ts";
import { summary, type Judged } from "./judge.ts";

const { values } = parseArgs({
  options: {
    reviews: { type: "string" },
    provider: { type: "string", default: "offline" },
    "base-url": { type: "string", default: "https://api.openai.com/v1" },
    model: { type: "string", default: "gpt-5-mini" },
    count: { type: "string", default: "3000" },
    json: { type: "string", default: "eval.json" },
    drafts: { type: "string" },
    labels: { type: "string" },
    cases: { type: "string" },
  },
});
if (values.reviews === undefined) {
  complain("Say which reviews: --reviews <file>, JSON Lines of {text, rating}");
  process.exit(2);
}

const llm = await createLlm(
  values.provider === "openai"
    ? {
        provider: "openai",
        baseUrl: values["base-url"],
        apiKey: process.env["OPENAI_API_KEY"] ?? "none",
        model: values.model,
        timeoutMs: 30_000,
      }
    : { provider: "offline" },
  { openNet: () => createNet(routeOf({}, undefined), systemClock), clock: systemClock },
);
const labels = values.labels === undefined ? undefined : readLabels(values.labels);
const cases = readCases(values.reviews, Number(values.count)).filter(
  ({ key }) => labels === undefined || labels.one.has(key ?? ""),
);
/** As many reviews tell the mean length of prompts well enough. */
const TOKENS_OF = 200;
const recent = new Map<string, string[]>();
const judged: Judged[] = [];
let failures = 0;
const lane = new PQueue({ concurrency: values.provider === "openai" ? 4 : 1 });
for (const item of cases) void lane.add(() => judge(item));
await lane.onIdle();
const [like] = cases;
const figures = {
  provider: llm.model,
  ...(labels && { against_labels: againstLabels(judged, labels), readers_agree: agreementOf(labels) }),
  ...(values.cases !== undefined && like && { against_cases: await againstCases(llm, values.cases, like) }),
  ...summary(judged, failures),
  tokens_by_part: await tokensByPart(cases.slice(0, TOKENS_OF)),
};
await llm.close();
writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
if (values.drafts !== undefined) writeFileSync(values.drafts, judged.map(sheet).join("\n"));
for (const [name, value] of Object.entries(figures)) {
  say(`${name.padEnd(32)}${typeof value === "object" ? inline(value) : value}`);
}
for (const line of report(told(readExamples(values.reviews).development, model()))) say(line);
process.exitCode = figures.pass_last < 100 ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function judge(item: Case): Promise<void> {
  try {
    judged.push(await work(llm, item));
  } catch (error) {
    failures += 1;
    complain(`review ${item.subject.id}: ${messageOf(error)}`);
  }
}

/** As the daemon does it: analysis, draft, check against the brand's last answers, one correction. */
async function work(provider: Llm, item: Case): Promise<Judged> {
  const { subject, voice } = item;
  const signal = AbortSignal.timeout(120_000);
  const shown = await provider.analyze(subject, signal);
  const hidden = await provider.analyze({ ...subject, rating: null }, signal);
  const last = recent.get(voice.brandId) ?? [];
  const context = { ...contextOf(item, last), analysis: shown.analysis };
  const request = {
    subject,
    voice,
    analysis: shown.analysis,
    facts: null,
    instructions: null,
    problems: [],
    variant: 0,
  };
  const { drafted, problems, calls } = await draftChecked(provider, request, context, signal);
  recent.set(voice.brandId, [...last, drafted.text].slice(-50));
  const rules = problems.map(({ rule }) => rule);
  const [first = 0, ...further] = calls.map(tokensOf);
  return {
    item,
    analysis: shown.analysis,
    textOnly: hidden.analysis,
    alarms: [...new Set([...shown.analysis.attention, ...alarms(subject.text, subject.rating)])],
    answer: drafted.text,
    firstProblems: calls.length === 1 ? rules : checkAnswer(calls[0]?.text ?? "", context).map(({ rule }) => rule),
    lastProblems: rules,
    waits: rules.length > 0 || shown.analysis.attention.length > 0,
    tokens: { analysis: tokensOf(shown), draft: first, corrections: further.reduce((sum, one) => sum + one, 0) },
  };
}

function tokensOf({ usage }: Pick<Drafted, "usage">): number {
  return usage.inputTokens + usage.outputTokens;
}

/** A review and its draft, for a person to read. */
function sheet({ item, analysis, answer, lastProblems, waits }: Judged): string {
  const head = `#${item.subject.id} ${"★".repeat(item.subject.rating ?? 0)} ${analysis.category} ${analysis.attention.join(",")}`;
  return `${head}${waits ? " WAITS" : ""} ${lastProblems.join(",")}\n> ${item.subject.text.replaceAll("\n", " | ")}\n${answer}\n`;
}

function inline(value: object): string {
  return Object.entries(value)
    .map(([name, figure]) => `${name} ${figure}`)
    .join(", ");
}
