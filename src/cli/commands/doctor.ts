import { existsSync } from "node:fs";
import { openOutside, type Outside } from "../../outside.ts";
import { causeChain, ReputationError } from "../../base/errors.ts";
import type { Loaded } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { openDb, type Db } from "../../store/db.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { checkAccount } from "../doctor/accounts.ts";
import { checkChannel } from "../doctor/channels.ts";
import { failed, inWords, ok, type Finding } from "../doctor/finding.ts";
import { checkStandby } from "../doctor/standby.ts";
import {
  checkConfig,
  checkDatabase,
  checkFolders,
  checkHttp,
  checkLlms,
  checkOffice,
  checkPeople,
  checkProducts,
  checkSettings,
} from "../doctor/surroundings.ts";
import { serverOf } from "../server-of.ts";
import { versionText } from "../version.ts";

/** Ends with 1 when something failed. */
export const doctor = command({
  name: "doctor",
  summary: "Checks keys, rights, limits, clock, database, AI, Office and channels; changes nothing.",
  examples: ["reputation doctor", "reputation doctor --json"],
  takes: {},
  async run(context) {
    const findings: Finding[] = [];
    const found = (more: Finding | readonly Finding[]): void => {
      for (const finding of [more].flat()) {
        findings.push(finding);
        // Findings are printed one by one, because a marketplace may be slow to answer.
        if (!context.globals.json) context.print(undefined, () => inWords(finding, context));
      }
    };
    found(ok("program", versionText()));
    const loaded = await context.load();
    found([...checkConfig(loaded), ...checkFolders(loaded)]);
    found([checkHttp(loaded.config), ...checkProducts(loaded.config)]);
    const db = open(loaded, found);
    const outside = await openOutside(loaded.config, db, context.clock);
    try {
      if (db)
        found([
          ...checkDatabase(loaded.config, db, context.clock),
          checkPeople(db),
          ...checkSettings(loaded.config, db),
        ]);
      found(await checkStandby(loaded.config, db, context.clock));
      await checkOutside(loaded, outside, context, found);
    } finally {
      await outside.close();
      db?.close();
    }
    if (context.globals.json) context.print(findings, () => "");
    return summary(findings, loaded.config, context);
  },
});

/** A missing database is not an error, because the daemon creates it. */
function open({ config }: Loaded, found: (finding: Finding) => void): Db | undefined {
  if (!existsSync(config.database)) {
    found(ok("database", `${config.database} is not there yet; the first start makes it`));
    return undefined;
  }
  try {
    return openDb(config.database);
  } catch (error) {
    found(failed("database", causeChain(error), error instanceof ReputationError ? (error.hint ?? null) : null));
    return undefined;
  }
}

async function checkOutside(
  { config }: Loaded,
  outside: Outside,
  { clock }: Context,
  found: (more: Finding | readonly Finding[]) => void,
): Promise<void> {
  for (const account of config.accounts) {
    const marketplace = outside.marketplaces.get(account.id);
    if (marketplace) found(await checkAccount(account, marketplace, clock));
  }
  // A hub drafts nothing and reports to nobody.
  if (!config.cells) found([...(await checkLlms(outside, clock)), await checkOffice(config, clock)]);
  for (const channel of outside.channels.byName.values()) found(await checkChannel(channel));
}

function summary(findings: readonly Finding[], config: Config, context: Context): number {
  const count = (state: Finding["state"]): number => findings.filter((finding) => finding.state === state).length;
  const [bad, doubtful] = [count("failed"), count("warning")];
  if (bad > 0) context.hint(`${bad} failed, ${doubtful} to look at.`);
  else {
    const { name, start } = serverOf(config);
    const isUp = findings.some(({ subject, state }) => subject === name && state === "ok");
    const next = isUp ? "reputation status" : start;
    context.hint(`${doubtful === 0 ? "All is well." : `It works; ${doubtful} to look at.`} Next: ${next}`);
  }
  return bad > 0 ? 1 : 0;
}
