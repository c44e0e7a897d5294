import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { openCore, type Core } from "../../app.ts";
import { ConfigError, InternalError, StateError } from "../../base/errors.ts";
import { InvalidConfig } from "../../config/problems.ts";
import type { Config } from "../../config/schema.ts";
import { liveDaemon } from "../../queue/owner.ts";
import { answeredReload, askForReload, type ReloadResult } from "../../store/tables/reloads.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";

/** Longer than a daemon takes that reads everything again while it is busy. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 100;
const KEEPS = "The daemon keeps the configuration that it has.";

export const reload = command({
  name: "reload",
  summary: "Has the running daemon read its configuration and its keys again.",
  examples: ["reputation reload", "systemctl reload reputation"],
  takes: {},
  async run(context) {
    const config = await checked(context);
    if (config.cells) throw needsRestart();
    if (!existsSync(config.database)) throw nobodyThere(config);
    const core = openCore(config);
    try {
      const { refused, applied, restart, environment } = await asked(core, context);
      if (refused) throw new ConfigError(refused.message, { hint: [refused.hint, KEEPS].filter(Boolean).join("\n  ") });
      context.print({ applied, restart, environment }, () =>
        [
          `${context.paint("green", "✓")} read again: ${applied.length === 0 ? "nothing has changed" : applied.join(", ")}`,
          ...restart.map((name) => context.paint("yellow", `! ${name} has changed and needs a restart of the daemon`)),
          ...environment.map(
            (name) => `  ${name} comes from the environment: a new value needs a restart of the daemon`,
          ),
        ].join("\n"),
      );
    } finally {
      core.close();
    }
  },
});

/** The daemon reads the file by itself, but a mistake in it can be told at once. */
async function checked(context: Context): Promise<Config> {
  try {
    return await context.deskConfig();
  } catch (error) {
    if (error instanceof InvalidConfig) throw new InvalidConfig(error.file, error.problems, KEEPS);
    throw error;
  }
}

async function asked({ db }: Core, { clock, actor }: Context): Promise<ReloadResult> {
  if (!liveDaemon(db, clock.now())) throw nobodyThere({ database: db.path });
  const id = randomUUID();
  await db.write((tx) => askForReload(tx, { id, by: actor }));
  for (const end = clock.now() + PATIENCE_MS; clock.now() < end; await clock.sleep(LOOK_MS)) {
    const answer = answeredReload(db);
    if (answer?.id === id) return answer;
  }
  throw new InternalError("the daemon has not answered", {
    hint: "See its log; a restart reads the configuration, too.",
  });
}

function needsRestart(): StateError {
  return new StateError("a hub reads its configuration only when it starts", {
    hint: "Restart it: its cells go on meanwhile, and its pages are away for a second or two.",
  });
}

function nobodyThere({ database }: Pick<Config, "database">): StateError {
  return new StateError(`no daemon runs on ${database}`, {
    hint: "The next start reads the configuration anyway. If `database` was changed: that needs a restart of the daemon.",
  });
}
