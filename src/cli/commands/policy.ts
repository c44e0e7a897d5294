import { storedItems } from "../../desk/rule-trial.ts";
import { iso } from "../../domain/calendar.ts";
import { byUrgency } from "../../domain/urgency.ts";
import { decide, heldByProof, type Decision } from "../../domain/policy.ts";
import type { Item } from "../../store/tables/items.ts";
import { textsOf } from "../../texts/texts.ts";
import { command, group } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { option } from "../parameters.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { count, duration } from "../values.ts";

const test = command({
  name: "test",
  summary: "Shows which stored items each approval rule would take and why the rest wait; changes nothing.",
  examples: ["reputation policy test", "reputation policy test --last 7d --json | jq '.rules'"],
  takes: {
    last: option("--last <duration>", "items that buyers wrote in this time", duration, "30d"),
    limit: option("--limit <number>", "at most so many, the newest", count, "1000"),
  },
  async run(context, { last, limit }) {
    const since = context.clock.now() - last;
    const { rows, approval } = await judge(context, since, limit);
    const rules = approval.rules.map(({ name, then, enabled }) => ({
      name,
      then,
      enabled,
      items: takenBy(name, rows),
      held_by_proof: rows.filter(({ heldBy }) => heldBy === name).length,
    }));
    const waits = rows.filter(({ action }) => action === "review").length;
    const document = { since: iso(since), items_tested: rows.length, waits, rules, items: rows.map(documentOf) };
    if (context.globals.json) context.print(document, () => "");
    else {
      printList(context, rows, [], COLUMNS);
      context.hint(summary(rules, rows.length, waits));
      if (rows.length === limit) context.hint(`Only ${limit} items were tested: see more with --limit`);
    }
  },
});

export const policy = group("policy", "Tries the approval rules out.", [test]);

interface Row extends Omit<Decision, "why"> {
  item: Item;
  why: string;
  /** The rule that would approve it if no proof were asked for. */
  heldBy: string | null;
}

/** What the rules say of the items that buyers wrote since then. */
async function judge(context: Context, since: number, limit: number) {
  return withCore(context, async ({ config, db, clock }) => {
    const texts = textsOf(config.locale).policy;
    const rows: Row[] = [];
    const query = { createdSince: since, limit, brands: null };
    for await (const { item, facts } of storedItems({ db, clock, config }, query)) {
      const decision = facts && decide(config.approval, facts);
      const why = decision ? decision.why(texts) : texts.no_answer;
      const heldBy = facts && heldByProof(config.approval, facts, item.ai_analysis?.attention ?? []);
      rows.push({ item, heldBy, action: decision?.action ?? "review", rule: decision?.rule ?? null, why });
    }
    return { rows: rows.toSorted((a, b) => byUrgency(a.item, b.item)), approval: config.approval };
  });
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

function summary(
  rules: { name: string; then: string; enabled: boolean; items: number; held_by_proof: number }[],
  tested: number,
  waits: number,
): string {
  const lines = rules.map(
    ({ name, then, enabled, items, held_by_proof: held }, at) =>
      `  ${at + 1}. ${name} (${then}): ${enabled ? items : "off"}${held > 0 ? `, ${held} of them held because they are not proven harmless` : ""}`,
  );
  const none = rules.length === 0 ? ["  no rules: everything waits for a person (approval.rules)"] : lines;
  return [
    `${tested} items; rules in order, the first that fits decides:`,
    ...none,
    `  a person decides: ${waits}`,
  ].join("\n");
}
