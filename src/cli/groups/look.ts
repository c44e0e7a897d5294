import type { Command } from "commander";
import type { Add, AddGroup, Define } from "../command.ts";
import { exportItems } from "../commands/export.ts";

export function addLookCommands(program: Command, add: Add, group: AddGroup, define: Define): void {
  add(
    program,
    "status",
    "Shows how everything stands.",
    ["reputation status --once", "reputation status --json"],
    async (context, options) => (await import("../commands/status.ts")).status(context, options),
  ).option("--once", "one look, then exit (what a pipe gets)");

  define(program, exportItems);

  const jobs = group("jobs", "Lists what was done and what will be.");
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

  const act = async (): Promise<typeof import("../commands/jobs.ts")> => import("../commands/jobs.ts");
  add(
    jobs,
    "show <job>",
    "Shows a job with each of its attempts.",
    ["reputation jobs show 90214", "reputation jobs show 90214 --json"],
    async (context, _, args) => (await act()).showJob(context, args),
  );
  add(
    jobs,
    "retry <job...>",
    "Lets jobs that failed or were cancelled run again.",
    ["reputation jobs retry 90120", "reputation jobs list --state failed --json"],
    async (context, _, args) => (await act()).changeJobs(context, "retry", args),
  );
  add(
    jobs,
    "cancel <job...>",
    "Takes back jobs that wait.",
    ["reputation jobs cancel 90198", "reputation jobs list --state scheduled"],
    async (context, _, args) => (await act()).changeJobs(context, "cancel", args),
  );
  addSchedule(add, group);
  addConfig(add, group);
}

function addSchedule(add: Add, group: AddGroup): void {
  const act = async (): Promise<typeof import("../commands/schedule.ts")> => import("../commands/schedule.ts");
  const schedule = group("schedule", "Lists what runs when.");
  add(
    schedule,
    "list",
    "Lists the schedules with their last and next time.",
    ["reputation schedule list", "reputation schedule list --json"],
    async (context) => (await act()).listSchedules(context),
  );
  add(
    schedule,
    "pause <name...>",
    "Pauses schedules: what falls into the pause is skipped.",
    ["reputation schedule pause poll_wb_reviews", "reputation schedule pause archive_old_items"],
    async (context, _, args) => (await act()).pauseSchedule(context, true, args),
  );
  add(
    schedule,
    "resume <name...>",
    "Resumes paused schedules at their next time.",
    ["reputation schedule resume poll_wb_reviews", "reputation schedule resume poll_wb_reviews:wb-main"],
    async (context, _, args) => (await act()).pauseSchedule(context, false, args),
  );
  add(
    schedule,
    "run <name...>",
    "Runs what a schedule would run, now.",
    ["reputation schedule run calculate_daily_analytics", "reputation schedule run poll_wb_reviews:wb-main"],
    async (context, _, args) => (await act()).runSchedule(context, args),
  );
}

function addConfig(add: Add, group: AddGroup): void {
  const commands = async (): Promise<typeof import("../commands/config.ts")> => import("../commands/config.ts");
  const config = group("config", "Shows and checks the configuration.");
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
