import { iso } from "../../domain/calendar.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { listQuarantined, type QuarantineRow } from "../../store/tables/quarantine.ts";
import { command, group } from "../command.ts";
import { withCore } from "../core.ts";
import { withStore } from "../desk.ts";
import { option } from "../parameters.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";
import { count, text } from "../values.ts";

const list = command({
  name: "list",
  summary: "Lists what marketplaces sent that could not be read, until somebody has looked.",
  examples: ["reputation quarantine list", "reputation quarantine list --json | jq '.[].raw'"],
  takes: { limit: option("--limit <number>", "at most so many", count, "50") },
  async run(context, { limit }) {
    const rows = await withStore(context, (db) => listQuarantined(db, limit));
    printList(context, rows, rows.map(document), columns(context.clock.now()));
    if (rows.length > 0) context.hint("Look at them in the marketplace's cabinet, then: reputation quarantine seen");
  },
});

const seen = command({
  name: "seen",
  summary: "Says that somebody has looked at what could not be read.",
  examples: ["reputation quarantine seen", "reputation quarantine seen --account ozon-main"],
  takes: { account: option("--account <id>", "of this account alone", text) },
  async run(context, { account }) {
    const seen = await withCore(context, ({ decisions }) => decisions.seeQuarantined(account, context.actor));
    context.print({ seen }, () => `${seen} looked at`);
  },
});

export const quarantine = group("quarantine", "Shows what marketplaces sent that could not be read.", [list, seen]);

function document({ account, item_type, reason, raw, first_seen_at, last_seen_at }: QuarantineRow): object {
  const times = { first_seen_at: iso(first_seen_at), last_seen_at: iso(last_seen_at) };
  return { account, item_type, reason, ...times, raw: JSON.parse(raw) as unknown };
}

function columns(now: number): Column<QuarantineRow>[] {
  return [
    { title: "ACCOUNT", value: ({ account }) => account },
    { title: "TYPE", value: ({ item_type }) => item_type },
    { title: "SINCE", value: (row) => relative(row.first_seen_at, now), plain: (row) => iso(row.first_seen_at) },
    { title: "WHY", value: ({ reason }) => safeLine(reason) },
    { title: "WHAT CAME", value: ({ raw }) => safeLine(raw), flexible: true },
  ];
}
