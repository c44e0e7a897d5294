/** `policy test`: what the approval rules would do with what is stored, and why; changes nothing. */
import { iso } from "../../domain/calendar.ts";
import { openCore, type Core } from "../../app.ts";
import { parseDuration } from "../../domain/duration.ts";
import { decide, type Decision } from "../../domain/policy.ts";
import { UsageError } from "../../base/errors.ts";
import { listItems, type Item } from "../../store/tables/items.ts";
import { responseOf } from "../../store/tables/responses.ts";
import { policyFacts } from "../../tasks/drafting/subject.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Context, Options } from "../context.ts";
import { readCount } from "../arguments.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";

interface Row extends Omit<Decision, "why"> {
  item: Item;
  why: string;
}

export async function testPolicy(context: Context, options: Options): Promise<void> {
  const last = parseDuration(String(options["last"]));
  if (last === undefined)
    throw new UsageError(`--last must be a duration like 30d or 12h, got "${String(options["last"])}"`);
  const since = context.clock.now() - last;
  const limit = readCount(options["limit"], "--limit");
  const config = await context.deskConfig();
  const core = openCore(config);
  try {
    const rows = listItems(core.db, { createdSince: since, limit }).map((item) => judge(core, item));
    const rules = config.approval.rules.map(({ name, then }) => ({ name, then, items: takenBy(name, rows) }));
    const waits = rows.filter(({ action }) => action === "review").length;
    const document = { since: iso(since), items_tested: rows.length, waits, rules, items: rows.map(documentOf) };
    if (context.globals.json) context.print(document, () => "");
    else {
      printList(context, rows, [], COLUMNS);
      context.hint(summary(rules, rows.length, waits));
      if (rows.length === limit) context.hint(`Only ${limit} items were tested: see more with --limit`);
    }
  } finally {
    core.close();
  }
}

function judge({ config, db }: Core, item: Item): Row {
  const response = responseOf(db, item.id);
  const texts = textsOf(config.locale).policy;
  if (!item.ai_analysis || !response) return { item, action: "review", rule: null, why: texts.no_answer };
  const decision = decide(config.approval.rules, policyFacts(item, response.problems));
  return { item, ...decision, why: decision.why(texts) };
}

function takenBy(name: string, rows: Row[]): number {
  return rows.filter(({ rule }) => rule === name).length;
}

function documentOf({ item, action, rule, why }: Row): unknown {
  return { id: item.id, account: item.account, status: item.status, action, rule, why };
}

const COLUMNS: Column<Row>[] = [
  { title: "ID", value: ({ item }) => item.id, align: "right" },
  { title: "ACCOUNT", value: ({ item }) => item.account },
  { title: "TYPE", value: ({ item }) => item.item_type },
  { title: "★", value: ({ item }) => item.rating },
  { title: "STATE", value: ({ item }) => item.status },
  { title: "WOULD", value: ({ action }) => action },
  { title: "RULE", value: ({ rule }) => rule },
  { title: "WHY", value: ({ why }) => why, flexible: true },
];

function summary(rules: { name: string; then: string; items: number }[], tested: number, waits: number): string {
  const lines = rules.map(({ name, then, items }, at) => `  ${at + 1}. ${name} (${then}): ${items}`);
  const none = rules.length === 0 ? ["  no rules: everything waits for a person (approval.rules)"] : lines;
  return [
    `${tested} items; rules in order, the first that fits decides:`,
    ...none,
    `  a person decides: ${waits}`,
  ].join("\n");
}
