import { UsageError } from "../../base/errors.ts";
import { entryDocument } from "../../desk/documents.ts";
import type { InboxEntry } from "../../desk/inbox.ts";
import { iso } from "../../domain/calendar.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { countQuarantined } from "../../store/tables/quarantine.ts";
import { command } from "../command.ts";
import { withDesk } from "../desk.ts";
import { flag, option } from "../parameters.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";
import { count, oneOf, text } from "../values.ts";

export const inbox = command({
  name: "inbox",
  summary: "Lists the items that wait for you, most urgent first.",
  examples: ["reputation inbox", "reputation inbox --platform wb --type question --json"],
  takes: {
    status: option("--status <status>", "items in this state instead", oneOf(ITEM_STATUSES)),
    all: flag("--all", "items in any state"),
    unsent: flag("--unsent", "approved answers that do not get out: sending failed, or is tried again"),
    platform: option("--platform <wb|ozon|ym>", "only this marketplace", oneOf(PLATFORMS)),
    type: option("--type <review|question>", "only these", oneOf(ITEM_TYPES)),
    account: option("--account <id>", "only this account", text),
    limit: option("--limit <number>", "at most so many", count, "50"),
  },
  async run(context, { status, all, unsent: onlyUnsent, platform, type: itemType, account, limit }) {
    if (onlyUnsent && (all || status !== undefined))
      throw new UsageError("--unsent names a state itself", { hint: "Leave out --all and --status." });
    const statuses = all ? ITEM_STATUSES : status && [status];
    const query = { statuses, platform, itemType, account, limit };
    await withDesk(context, async (desk, _, db) => {
      const { entries: waiting, unsent } = await desk.inbox(query);
      const entries = onlyUnsent ? await desk.unsent(query) : waiting;
      printList(context, entries, entries.map(entryDocument), columns(context.clock.now()));
      if (entries.length === limit) context.hint(`Only the first ${limit} are listed: see more with --limit`);
      for (const hint of hintsOf(entries.length, onlyUnsent, unsent)) context.hint(hint);
      const quarantined = countQuarantined(db);
      if (quarantined > 0) context.hint(`! ${quarantined} could not be read, and may wait: reputation quarantine list`);
    });
  },
});

function hintsOf(listed: number, onlyUnsent: boolean, stuck: number): string[] {
  if (onlyUnsent) {
    if (listed > 0) return ["Next: reputation show <id>, retry <id>, undo <id>"];
    return [
      stuck > 0 ? `None of these; ${stuck} of others: leave out the filters.` : "Every approved answer gets out.",
    ];
  }
  const next = "Next: reputation show <id>, approve <id>, edit <id>, skip <id>";
  const why = "approved but not out after an error: reputation inbox --unsent";
  return [listed === 0 ? "Nothing waits for you." : next, ...(stuck > 0 ? [`! ${stuck} ${why}`] : [])];
}

function columns(now: number): Column<InboxEntry>[] {
  return [
    { title: "ID", value: ({ item }) => item.id, align: "right" },
    { title: "ACCOUNT", value: ({ item }) => item.account },
    { title: "TYPE", value: ({ item }) => item.item_type },
    { title: "★", value: ({ item }) => item.rating },
    { title: "AGE", value: ({ item }) => relative(item.created_at, now), plain: ({ item }) => iso(item.created_at) },
    { title: "STATE", value: ({ item }) => item.status },
    { title: "ATTENTION", value: ({ item }) => item.ai_analysis?.attention.join(",") || null },
    { title: "TEXT", value: summary, flexible: true },
  ];
}

function summary({ item, response }: InboxEntry): string {
  const text = [item.client_text, item.pros, item.cons].filter(Boolean).join(" · ");
  const failure = item.error_message ?? (item.status === "approved" ? response?.publish_error : null);
  return failure ? `✗ ${failure}` : text || "(only stars)";
}
