import type { Command } from "commander";
import type { Add } from "../program.ts";

/** @param settle gives a command that only groups others the manners of the rest */
export function addLookCommands(program: Command, add: Add, settle: (command: Command) => void): void {
  add(
    program,
    "status",
    "Shows how everything stands.",
    ["reputation status --once", "reputation status --json"],
    async (context) => (await import("../commands/status.ts")).status(context),
  ).option("--once", "one look, then exit (the default)");

  const jobs = program.command("jobs").description("Lists what was done and what will be.");
  settle(jobs);
  add(
    jobs,
    "list",
    "Lists jobs, newest first.",
    ["reputation jobs list --state failed", "reputation jobs list --kind poll_wb_reviews --limit 5 --json"],
    async (context, options) => (await import("../commands/jobs.ts")).listJobs(context, options),
  )
    .option("--state <state>", "only in this state")
    .option("--kind <kind>", "only this task")
    .option("--item <id>", "only of this item")
    .option("--limit <number>", "at most so many", "30");

  const schedule = program.command("schedule").description("Lists what runs when.");
  settle(schedule);
  add(
    schedule,
    "list",
    "Lists the schedules with their last and next time.",
    ["reputation schedule list", "reputation schedule list --json"],
    async (context) => (await import("../commands/schedule.ts")).listSchedules(context),
  );
  addConfig(program, add, settle);
}

function addConfig(program: Command, add: Add, settle: (command: Command) => void): void {
  const commands = async (): Promise<typeof import("../commands/config.ts")> => import("../commands/config.ts");
  const config = program.command("config").description("Shows and checks the configuration.");
  settle(config);
  add(
    config,
    "check",
    "Checks the configuration and lists every problem with its line.",
    ["reputation config check", "reputation config check --config other.yaml"],
    async (context) => (await commands()).check(context),
  );
  add(
    config,
    "show",
    "Prints every value with where it comes from; secrets are masked.",
    ["reputation config show", "reputation config show --json"],
    async (context) => (await commands()).show(context),
  );
  add(
    config,
    "path",
    "Prints which file is used.",
    ["reputation config path", "less $(reputation config path)"],
    async (context) => (await commands()).path(context),
  );
}
