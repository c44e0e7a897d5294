import { iso } from "../../domain/calendar.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { UsageError } from "../../base/errors.ts";
import { openDb } from "../../store/db.ts";
import { listItems, type Item } from "../../store/tables/items.ts";
import { responseOf, type Response } from "../../store/tables/responses.ts";
import { countUnsent, unsentItems } from "../../store/views/unsent.ts";
import type { Context, Options } from "../context.ts";
import { readCount, readOneOf } from "../arguments.ts";
import { itemDocument, responseDocument } from "../../desk/documents.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";

export async function inbox(context: Context, options: Options): Promise<void> {
  const filter = filterOf(options);
  const db = openDb((await context.deskConfig()).database);
  try {
    const items = options["unsent"] ? unsentItems(db, filter, filter.limit) : listItems(db, filter);
    const rows = items.map((item) => ({ item, response: responseOf(db, item.id) }));
    const documents = rows.map(({ item, response }) => ({ ...itemDocument(item), answer: responseDocument(response) }));
    printList(context, rows, documents, columns(context.clock.now()));
    if (items.length === filter.limit) context.hint(`Only the first ${filter.limit} are listed: see more with --limit`);
    for (const hint of hintsOf(items, options, countUnsent(db))) context.hint(hint);
  } finally {
    db.close();
  }
}

function filterOf(options: Options) {
  const { all, account } = options;
  const status = readOneOf(options["status"], ITEM_STATUSES, "--status");
  if (options["unsent"] && (all || status !== undefined)) {
    throw new UsageError("--unsent names a state itself", { hint: "Leave out --all and --status." });
  }
  const waiting = ["pending_review", "error"] as const;
  return {
    statuses: all ? undefined : status === undefined ? waiting : [status],
    platform: readOneOf(options["platform"], PLATFORMS, "--platform"),
    itemType: readOneOf(options["type"], ITEM_TYPES, "--type"),
    account: account === undefined ? undefined : String(account),
    limit: readCount(options["limit"], "--limit"),
  };
}

function hintsOf(items: Item[], options: Options, stuck: number): string[] {
  if (options["unsent"]) {
    if (items.length > 0) return ["Next: reputation show <id>, retry <id>, undo <id>"];
    return [
      stuck > 0 ? `None of these; ${stuck} of others: leave out the filters.` : "Every approved answer gets out.",
    ];
  }
  const next = "Next: reputation show <id>, approve <id>, edit <id>, skip <id>";
  const why = "approved but not out after an error: reputation inbox --unsent";
  return [items.length === 0 ? "Nothing waits for you." : next, ...(stuck > 0 ? [`! ${stuck} ${why}`] : [])];
}

interface Row {
  item: Item;
  response: Response | undefined;
}

function columns(now: number): Column<Row>[] {
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

function summary({ item, response }: Row): string {
  const text = [item.client_text, item.pros, item.cons].filter(Boolean).join(" · ");
  const failure = item.error_message ?? (item.status === "approved" ? response?.publish_error : null);
  return failure ? `✗ ${failure}` : text || "(only stars)";
}
