import { existsSync } from "node:fs";
import { ConfigError } from "../../base/errors.ts";
import { createLog } from "../../base/log.ts";
import type { Config } from "../../config/schema.ts";
import { endEverySession } from "../../decisions/sessions.ts";
import { replicaIn } from "../../config/standby.ts";
import { endStandby } from "../../standby/end-standby.ts";
import type { EpochStore } from "../../standby/epochs.ts";
import { superseded } from "../../standby/join.ts";
import { openEpochs, type StandbyConfig } from "../../standby/open-epochs.ts";
import { holdsHighest, readStanding, takeOver } from "../../standby/take-over.ts";
import type { Standing } from "../../store/tables/standing.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withCore } from "../core.ts";
import { flag, option } from "../parameters.ts";
import { confirm } from "../terminal/confirm.ts";
import { count, text } from "../values.ts";
import { daemon } from "./daemon.ts";
import { hub } from "./hub.ts";
import { refuseBesideDaemon } from "./restore.ts";

export const standby = command({
  name: "standby",
  summary:
    "Takes over from the copy that Litestream has made of another machine's database, and runs as its daemon or hub.",
  examples: ["reputation standby --from s3://copies/shop", "reputation standby --end"],
  takes: {
    from: option("--from <replica>", "where the copies are (default: standby.replica of the configuration)", text),
    litestream: option("--litestream <file>", "the program", text, "litestream"),
    epoch: option("--epoch <number>", "the epoch, when something else sees to it that it is the next one", count),
    end: flag("--end", "there is no standby any more: the database belongs to no epoch from now on"),
    yes: flag("-y, --yes", "do not ask before a database that is here is replaced, or its standby ended"),
  },
  async run(context, { from, litestream, epoch, end, yes }, program) {
    const { config } = await context.load();
    if (end) return endHere(config, context, yes);
    const place = requireStandby(config, from);
    const { database, net } = config;
    refuseBesideDaemon(database, context);
    const store = openEpochs(place, net, context.clock);
    try {
      // A service manager starts the same command again: then there is nothing to take over.
      if (!(await holdsHighest(database, store))) {
        const question = `Replace ${database} by the copy in ${store.place}?`;
        if (existsSync(database) && !yes && !(await confirm(question, "--yes", context.io))) return 1;
        const { clock, actor, io } = context;
        const enter = (tx: Parameters<typeof endEverySession>[0]) => void endEverySession(tx, { clock }, actor);
        const parts = { database, standby: place, store, clock, actor, enter, epoch, litestream, env: io.env };
        tellTakeOver(await takeOver(parts), config, context);
      }
    } finally {
      await store.close();
    }
    return (config.cells ? hub : daemon).run?.(context, {}, program);
  },
});

/** @throws StateError `standby.superseded` as far as the configuration names the place where that can be seen */
async function endHere(
  { database, standby: configured, net }: Config,
  context: Context,
  yes: boolean,
): Promise<number> {
  refuseBesideDaemon(database, context);
  const standing = readStanding(database);
  if (!standing) {
    context.hint(`${database} belongs to no epoch: there is nothing to end`);
    return 0;
  }
  const { place } = standing;
  if (configured) await requireHighest(openEpochs(configured, net, context.clock), standing);
  const question = `End the standby of ${database}? If another machine works with a copy of it from ${place}, both answer the same buyers.`;
  if (!yes && !(await confirm(question, "--yes", context.io))) return 1;
  await withCore(context, ({ db, clock }) => endStandby(db, standing, clock, context.actor));
  context.hint(`${database} belongs to no epoch of ${place} any more`);
  if (configured)
    context.hint("Take standby out of the configuration: else the next start begins with a first epoch there.");
  return 0;
}

async function requireHighest(store: EpochStore, { epoch }: Standing): Promise<void> {
  try {
    const highest = (await store.list(epoch)).at(-1) ?? epoch;
    if (highest > epoch) throw superseded(store.place, highest, await store.read(highest));
  } finally {
    await store.close();
  }
}

/** The daemon looks for higher epochs in the place that the configuration names, so it has to be the same one. */
function requireStandby({ standby: configured }: Config, from: string | undefined): StandbyConfig {
  const replica = from ?? configured?.replica;
  if (configured && (from === undefined || samePlace(from, configured.replica))) return configured;
  const named = configured ? `the configuration names ${configured.replica}` : "the configuration names no replica";
  const hint = `In the configuration:  standby: { replica: "${replica ?? "s3://bucket/path"}" }`;
  throw new ConfigError(`${named}, and the daemon would not see there whether another one takes over`, { hint });
}

function samePlace(a: string, b: string): boolean {
  return JSON.stringify(replicaIn(a)) === JSON.stringify(replicaIn(b));
}

function tellTakeOver(taken: Awaited<ReturnType<typeof takeOver>>, config: Config, context: Context): void {
  const { epoch, from, lastWriteAt, lostSeconds, replaced } = taken;
  const until = lastWriteAt === null ? null : new Date(lastWriteAt).toISOString();
  const log = createLog(config.log.level, context.io.stderr, []);
  const lost = until === null ? "nothing" : `what the former daemon wrote after ${until}, at most ${lostSeconds} s`;
  const then = config.cells
    ? "What was decided stands in the cells"
    : "What was approved or being sent is looked up at the marketplaces before anything is sent";
  log.warn(
    { epoch, from_epoch: from, copied_until: until, lost_seconds: lostSeconds, replaced },
    `taken over; lost is ${lost}. ${then}`,
  );
}
