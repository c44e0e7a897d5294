import { UsageError } from "../../base/errors.ts";
import { entryDocument } from "../../desk/documents.ts";
import type { InboxEntry, InboxQuery } from "../../desk/inbox.ts";
import { iso } from "../../domain/calendar.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { readCount, readOneOf } from "../arguments.ts";
import type { Context, Options } from "../context.ts";
import { withDesk } from "../desk.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";

export async function inbox(context: Context, options: Options): Promise<void> {
  const query = queryOf(options);
  await withDesk(context, async (desk) => {
    const { entries: waiting, unsent } = await desk.inbox(query);
    const entries = options["unsent"] ? await desk.unsent(query) : waiting;
    printList(context, entries, entries.map(entryDocument), columns(context.clock.now()));
    if (entries.length === query.limit) context.hint(`Only the first ${query.limit} are listed: see more with --limit`);
    for (const hint of hintsOf(entries.length, options, unsent)) context.hint(hint);
  });
}

function queryOf(options: Options): InboxQuery {
  const { all, account } = options;
  const status = readOneOf(options["status"], ITEM_STATUSES, "--status");
  if (options["unsent"] && (all || status !== undefined)) {
    throw new UsageError("--unsent names a state itself", { hint: "Leave out --all and --status." });
  }
  return {
    statuses: all ? ITEM_STATUSES : status && [status],
    platform: readOneOf(options["platform"], PLATFORMS, "--platform"),
    itemType: readOneOf(options["type"], ITEM_TYPES, "--type"),
    account: account === undefined ? undefined : String(account),
    limit: readCount(options["limit"], "--limit"),
  };
}

function hintsOf(listed: number, options: Options, stuck: number): string[] {
  if (options["unsent"]) {
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
