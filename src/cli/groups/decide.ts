import type { Command } from "commander";
import type { Add, AddGroup } from "../command.ts";

export function addDecideCommands(program: Command, add: Add, group: AddGroup): void {
  const decide = async (): Promise<typeof import("../commands/decide.ts")> => import("../commands/decide.ts");
  addInbox(program, add);
  add(
    program,
    "approve <id...>",
    "Approves answers: they are published after the undo window.",
    ["reputation approve 17", "reputation inbox --json | jq -r '.[].id' | reputation approve - --yes"],
    async (context, options, args) => (await decide()).approve(context, options, args),
  )
    .option("--dry-run", "print what would be published, and change nothing")
    .option("-y, --yes", "do not ask, also for more than one");
  add(
    program,
    "edit <id>",
    "Replaces the text of an answer; it goes on waiting for approval.",
    ['reputation edit 17 --text "Спасибо за отзыв!"', "reputation edit 17 --file - < answer.txt"],
    async (context, options, args) => (await import("../commands/edit.ts")).edit(context, options, args),
  )
    .option("--text <text>", "the new text")
    .option("--file <file>", "read it from a file; - is standard input (without --text or --file: $EDITOR)");
  addSimple(program, add, decide);
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

function addSimple(program: Command, add: Add, decide: () => Promise<typeof import("../commands/decide.ts")>): void {
  add(
    program,
    "skip <id...>",
    "Leaves items without an answer.",
    ["reputation skip 17", "reputation skip 17 18"],
    async (context, _, args) => (await decide()).decideEach(context, "skip", args),
  );
  add(
    program,
    "escalate <id...>",
    "Hands items to somebody else: they leave the inbox and wait.",
    ["reputation escalate 17", "reputation inbox --status escalated"],
    async (context, _, args) => (await decide()).decideEach(context, "escalate", args),
  );
  add(
    program,
    "undo <id...>",
    "Takes back an approval, a skip or an escalation, as long as nothing was sent.",
    ["reputation undo 17", "reputation undo 17 18"],
    async (context, _, args) => (await decide()).decideEach(context, "undo", args),
  );
  add(
    program,
    "retry <id...>",
    "Lets items that failed start again.",
    ["reputation retry 17", "reputation inbox --status error --json | jq -r '.[].id' | reputation retry -"],
    async (context, _, args) => (await decide()).decideEach(context, "retry", args),
  );
}
