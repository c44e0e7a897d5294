import type { Command } from "commander";
import type { Add, AddGroup, Define } from "../command.ts";
import { approve } from "../commands/approve.ts";
import { escalate } from "../commands/escalate.ts";
import { retry } from "../commands/retry.ts";
import { skip } from "../commands/skip.ts";
import { undo } from "../commands/undo.ts";

export function addDecideCommands(program: Command, add: Add, group: AddGroup, define: Define): void {
  addInbox(program, add);
  define(program, approve);
  add(
    program,
    "edit <id>",
    "Replaces the text of an answer; it goes on waiting for approval.",
    ['reputation edit 17 --text "Спасибо за отзыв!"', "reputation edit 17 --file - < answer.txt"],
    async (context, options, args) => (await import("../commands/edit.ts")).edit(context, options, args),
  )
    .option("--text <text>", "the new text")
    .option("--file <file>", "read it from a file; - is standard input (without --text or --file: $EDITOR)");
  for (const definition of [skip, escalate, undo, retry]) define(program, definition);
  addPolicy(add, group);
  addPauses(program, add);
}

function addPolicy(add: Add, group: AddGroup): void {
  const policy = group("policy", "Tries the approval rules out.");
  add(
    policy,
    "test",
    "Shows which stored items each approval rule would take and why the rest wait; changes nothing.",
    ["reputation policy test", "reputation policy test --last 7d --json | jq '.rules'"],
    async (context, options) => (await import("../commands/policy.ts")).testPolicy(context, options),
  )
    .option("--last <duration>", "items that buyers wrote in this time", "30d")
    .option("--limit <number>", "at most so many", "1000");
}

function addPauses(program: Command, add: Add): void {
  const pauses = async (): Promise<typeof import("../commands/pause.ts")> => import("../commands/pause.ts");
  add(
    program,
    "pause [publish|poll|ai]",
    "Stops publishing, polling or the AI at once, for every process; without a word all three.",
    ["reputation pause publish", "reputation pause"],
    async (context, _, args) => (await pauses()).pause(context, true, args),
  );
  add(
    program,
    "resume [publish|poll|ai]",
    "Lets what was paused go on; nothing that waited is lost.",
    ["reputation resume publish", "reputation resume"],
    async (context, _, args) => (await pauses()).pause(context, false, args),
  );
}

function addInbox(program: Command, add: Add): void {
  add(
    program,
    "inbox",
    "Lists the items that wait for you, most urgent first.",
    ["reputation inbox", "reputation inbox --platform wb --type question --json"],
    async (context, options) => (await import("../commands/inbox.ts")).inbox(context, options),
  )
    .option("--status <status>", "items in this state instead")
    .option("--all", "items in any state")
    .option("--unsent", "approved answers that do not get out: sending failed, or is tried again")
    .option("--platform <wb|ozon|ym>", "only this marketplace")
    .option("--type <review|question>", "only these")
    .option("--account <id>", "only this account")
    .option("--limit <number>", "at most so many", "50");
  add(
    program,
    "show <id>",
    "Shows an item whole: the buyer's words, the analysis, the answer, its history.",
    ["reputation show 17", "reputation show 17 --json"],
    async (context, _, args) => (await import("../commands/show.ts")).show(context, args),
  );
}
