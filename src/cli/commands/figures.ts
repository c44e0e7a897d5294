import { figuresDocument } from "../../desk/figures-document.ts";
import { figuresApi, type AiCost, type ClassFigures, type Figures, type RuleDeeds } from "../../desk/figures.ts";
import { span } from "../../domain/calendar.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { PERIOD, periodOf } from "../figures-period.ts";
import { listText } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";

export const figures = command({
  name: "figures",
  summary: "Shows how soon buyers are answered against the goals, by whom, and what rules did.",
  examples: ["reputation figures", "reputation figures --from 2026-11-01 --to 2026-11-30 --brand main --json"],
  takes: PERIOD,
  async run(context, { brand, ...period }) {
    const found = await withCore(context, ({ db, clock, config }) => {
      const days = periodOf(period, { now: clock.now(), timezone: config.timezone });
      return figuresApi({ db, clock, config }).of({ days, brand }, null);
    });
    context.print(figuresDocument(found), () => page(context, found));
  },
});

function page({ io, paint }: Context, found: Figures): string {
  const tables = [listText(io, found.classes, CLASSES), listText(io, totals(found), TOTALS)];
  const rules = found.rules.length > 0 ? [listText(io, found.rules, RULES)] : [];
  if (!io.stdout.isTTY) return [...tables, ...rules].join("\n");
  return [paint("bold", `${found.from} to ${found.to}`), ...tables, ...rules].join("\n\n");
}

const duration = (ms: number | null): string | null => (ms === null ? null : span(ms));
const percent = (part: number, of: number): string | null => (of === 0 ? null : `${Math.round((100 * part) / of)}%`);

const CLASSES: Column<ClassFigures>[] = [
  { title: "CLASS", value: (one) => one.class },
  { title: "RECEIVED", value: ({ received }) => received, align: "right" },
  { title: "ANSWERED", value: ({ answered }) => answered, align: "right" },
  { title: "GOAL", value: ({ goal }) => span(goal), align: "right" },
  { title: "HALF IN", value: ({ median }) => duration(median), align: "right" },
  { title: "90% IN", value: ({ p90 }) => duration(p90), align: "right" },
  { title: "ON TIME", value: ({ onTime, answered }) => percent(onTime, answered), align: "right" },
  { title: "OVERDUE NOW", value: ({ overdue }) => overdue, align: "right" },
];

interface Total {
  name: string;
  value: string | number | null;
}

function totals({ sent, tokensPerAnswer, cost, hoursSaved }: Figures): Total[] {
  return [
    { name: "sent", value: sent.count },
    { name: "as drafted", value: sent.asDrafted },
    { name: "edited", value: sent.edited },
    { name: "by rules", value: sent.byRules },
    { name: "by people", value: sent.byPeople },
    { name: "taken down by moderation", value: sent.rejected },
    { name: "LLM tokens per answer", value: tokensPerAnswer && Math.round(tokensPerAnswer) },
    ...(cost ? costs(cost) : []),
    { name: "hours saved", value: Math.round(hoursSaved * 10) / 10 },
  ];
}

function costs({ sum, perAnswer, unpriced, currency }: AiCost): Total[] {
  const money = (n: number): string => `${n.toFixed(2)}${currency === null ? "" : ` ${currency}`}`;
  const rest = unpriced > 0 ? [{ name: "LLM calls without a price", value: unpriced }] : [];
  const each = perAnswer === null ? null : money(perAnswer);
  return [{ name: "LLM cost", value: money(sum) }, { name: "LLM cost per answer", value: each }, ...rest];
}

const TOTALS: Column<Total>[] = [
  { title: "ANSWERS", value: ({ name }) => name },
  { title: "", value: ({ value }) => value, align: "right" },
];

const RULES: Column<RuleDeeds>[] = [
  { title: "RULE", value: ({ rule }) => rule, flexible: true },
  { title: "APPROVED", value: ({ approve }) => approve, align: "right" },
  { title: "HANDED ON", value: ({ escalate }) => escalate, align: "right" },
  { title: "SKIPPED", value: ({ skip }) => skip, align: "right" },
  { title: "LEFT TO A PERSON", value: ({ wait }) => wait, align: "right" },
];
