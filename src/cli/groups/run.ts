import type { Command } from "commander";
import type { Add } from "../command.ts";

export function addRunCommands(program: Command, add: Add): void {
  add(
    program,
    "daemon",
    "Runs everything on schedule until it is told to stop (SIGTERM, Ctrl-C).",
    ["reputation daemon", "reputation daemon --config /etc/reputation/reputation.yaml"],
    async (context) => (await import("../commands/daemon.ts")).daemon(context),
  );
  addPoll(program, add);
  addItemTasks(program, add);
  addPeriodicTasks(program, add);
  addBackup(program, add);
}

function addPoll(program: Command, add: Add): void {
  add(
    program,
    "poll <wb|ozon|ym> <reviews|questions>",
    "Reads what is new at a marketplace, once.",
    ["reputation poll wb reviews --once", "reputation poll ozon questions --account ozon-main --drain"],
    async (context, options, args) => (await import("../commands/poll.ts")).poll(context, options, args),
  )
    .option("--once", "one poll, then exit (the default; `reputation daemon` polls on schedule)")
    .option("--account <id>", "only this account (default: every account of the marketplace)")
    .option("--drain", "also run what follows from it: analysis, drafts, due answers");
}

function addItemTasks(program: Command, add: Add): void {
  const tasks = async (): Promise<typeof import("../commands/item-tasks.ts")> => import("../commands/item-tasks.ts");
  add(
    program,
    "analyze <id...>",
    "Analyses items now.",
    ["reputation analyze 17", "reputation inbox --status new --json | jq -r '.[].id' | reputation analyze -"],
    async (context, _, args) => (await tasks()).runItemTask(context, "analyze_item", args),
  );
  add(
    program,
    "generate <id...>",
    "Drafts answers to analysed items now.",
    ["reputation generate 17", "reputation generate 17 18 19"],
    async (context, _, args) => (await tasks()).runItemTask(context, "generate_response", args),
  );
  add(
    program,
    "regenerate <id>",
    "Drafts an answer again, as you wish; at most five times per item.",
    [
      'reputation regenerate 17 --instructions "shorter, without the size table"',
      'reputation regenerate 17 --instructions "warmer" --json',
    ],
    async (context, options, args) => (await tasks()).regenerate(context, options, args),
  ).requiredOption("--instructions <text>", "what to do differently");
  add(
    program,
    "send <id...>",
    "Publishes approved answers now, without waiting for the undo window.",
    ["reputation send 17", "reputation inbox --status approved --json | jq -r '.[].id' | reputation send - --yes"],
    async (context, options, args) => (await tasks()).send(context, options, args),
  )
    .option("--dry-run", "print what would be published, and send nothing")
    .option("-y, --yes", "do not ask, also for more than one");
}

function addPeriodicTasks(program: Command, add: Add): void {
  const tasks = async (): Promise<typeof import("../commands/periodic-tasks.ts")> =>
    import("../commands/periodic-tasks.ts");
  add(
    program,
    "retry-failed",
    "Takes up again the answers that could not be published.",
    ["reputation retry-failed", "reputation retry-failed --json"],
    async (context) => (await tasks()).runPeriodic(context, "retry_failed_publish"),
  );
  addAnalytics(program, add);
  add(
    program,
    "archive",
    "Moves finished items older than twelve months to the archive.",
    ["reputation archive --dry-run", "reputation archive"],
    async (context, options) => (await tasks()).archive(context, options),
  ).option("--dry-run", "only say how many would move");
  add(
    program,
    "heartbeat",
    "Renews the agents' status for the Office dashboard.",
    ["reputation heartbeat", "reputation heartbeat --json"],
    async (context) => (await tasks()).runPeriodic(context, "office_heartbeat"),
  );
}

function addAnalytics(program: Command, add: Add): void {
  const analytics = add(
    program,
    "analytics",
    "Calculates and shows the daily figures.",
    ["reputation analytics", "reputation analytics --from 2026-11-01 --to 2026-11-30 --csv > november.csv"],
    async (context, options) => (await import("../commands/analytics.ts")).analytics(context, options),
  )
    .option("--date <day>", "one day, like 2026-11-24 (default: yesterday and every day that has changed)")
    .option("--from <day>", "first day")
    .option("--to <day>", "last day (default: today)")
    .option("--csv", "a line per day, for spreadsheets: semicolons, decimal commas");
  add(
    analytics,
    "top",
    "Shows what buyers complain about most, and of which products.",
    ["reputation analytics top", "reputation analytics top --from 2026-11-01 --platform wb --limit 5 --json"],
    async (context, options) => (await import("../commands/analytics-top.ts")).top(context, options),
  )
    .option("--date <day>", "one day (default: the last 30 days)")
    .option("--from <day>", "first day")
    .option("--to <day>", "last day (default: today)")
    .option("--platform <wb|ozon|ym>", "only this marketplace")
    .option("--brand <id>", "only this brand")
    .option("--limit <number>", "at most so many of each", "10");
}

function addBackup(program: Command, add: Add): void {
  const copies = async (): Promise<typeof import("../commands/backup.ts")> => import("../commands/backup.ts");
  add(
    program,
    "backup",
    "Writes a checked copy of the database while everything goes on, and deletes the oldest ones.",
    ["reputation backup", "reputation backup --dir /var/backups/reputation --json"],
    async (context, options) => (await copies()).backup(context, options),
  ).option("--dir <folder>", "where to (default: backup.dir of the configuration)");
  add(
    program,
    "restore <file>",
    "Puts a backup in the database's place; the former one is kept beside it. The daemon must be stopped.",
    ["reputation restore backups/reputation-20261124T010000Z.db", "reputation restore backup.db --yes"],
    async (context, options, args) => (await copies()).restore(context, options, args),
  ).option("-y, --yes", "do not ask");
}
