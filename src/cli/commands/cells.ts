import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { stringify } from "yaml";
import { openCore, type Core } from "../../app.ts";
import { StateError, UsageError } from "../../base/errors.ts";
import { DAY_MS } from "../../base/clock.ts";
import { changedFile } from "../../config/export.ts";
import { loadConfig, parseConfig, readText } from "../../config/load.ts";
import { moveAccount, type Moving } from "../../decisions/moving/move-account.ts";
import { openDb } from "../../store/db.ts";
import { itemsSince } from "../../store/views/account-work.ts";
import { inCell, planCells, type Cell } from "../cells/plan.ts";
import { command, group } from "../command.ts";
import type { Context } from "../context.ts";
import { pageChanges } from "../page-changes.ts";
import { argument, mandatory, option, repeated } from "../parameters.ts";
import { count, duration, text, type Read } from "../values.ts";

/** `wb-main=3`. */
const weight: Read<[string, number]> = (word, name) => {
  const [, account = "", n = ""] = /^(.+)=(\d+(?:\.\d+)?)$/.exec(word) ?? [];
  if (account === "") throw new UsageError(`${name} must be an account and a number, like wb-main=3, got "${word}"`);
  return [account, Number(n)];
};

const plan = command({
  name: "plan",
  summary:
    "Splits the configuration into one for each cell, by the work of each account; each gets its part of the caps.",
  examples: ["reputation cells plan --cells 4", "reputation cells plan --cells 2 --weight wb-main=10"],
  takes: {
    cells: mandatory("--cells <number>", "how many", count),
    weight: repeated("--weight <account=number>", "in the place of the work of the last 30 days", weight),
  },
  async run(context, { cells, weight: given }) {
    const { file, config } = await context.load();
    const changes = pageChanges(config);
    if (changes.unread !== null)
      throw new StateError(`what was changed on the pages cannot be read: ${changes.unread}`);
    const paths = changes.rows.map(({ path }) => path);
    const raw = changedFile(readText(file), file, changes.config, paths);
    const weights = new Map([...measured(config.database, context), ...given]);
    const planned = planCells(raw, { cells, weights, dailyCap: changes.config.approval.daily_cap });
    const files = planned.map(({ number }) => inCell(file, number));
    const there = files.find((path) => existsSync(path));
    if (there !== undefined) throw new StateError(`${there} is there already`, { hint: "Move it away first." });
    for (const [i, { config: cell }] of planned.entries()) write(files[i] ?? "", cell, context);
    const cellsDocument = planned.map(({ config: _config, ...cell }, i) => ({ ...cell, file: files[i] }));
    const moves = movesOf(planned, file, files);
    context.print({ cells: cellsDocument, moves }, () =>
      planned.map((cell, i) => line(cell, files[i] ?? "")).join("\n"),
    );
    context.hint(
      [
        "Start no other cell before its accounts have moved, and give the first one its new file last:",
        ...moves.map((words) => `  ${words}`),
        "Caps and budgets count for each cell. Bots of Telegram and MAX, and the Office, stay with the first one.",
        ...(paths.includes("approval.daily_cap")
          ? [`The cap was changed on a page, which counts more than a file: reputation config reset approval.daily_cap`]
          : []),
      ].join("\n"),
    );
  },
});

/** Each account's items of the last 30 days, and a share for its polls. */
function measured(database: string, { clock }: Context): Map<string, number> {
  if (!existsSync(database)) return new Map();
  const db = openDb(database, { readonly: true });
  try {
    return new Map([...itemsSince(db, clock.now() - 30 * DAY_MS)].map(([account, items]) => [account, items + 1]));
  } finally {
    db.close();
  }
}

/** A configuration may hold keys, so nobody else may read it. It is checked before it is written. */
function write(file: string, config: object, { io }: Context): void {
  const yaml = stringify(config, { aliasDuplicateObjects: false, lineWidth: 0 });
  parseConfig(yaml, file, io.env, true);
  writeFileSync(file, yaml, { mode: 0o600, flag: "wx" });
}

function movesOf(planned: readonly Cell[], file: string, files: readonly string[]): string[] {
  return planned.flatMap(({ number, accounts }, i) =>
    number === 1 ? [] : accounts.map((id) => `reputation cells move ${id} --from ${file} --to ${files[i]}`),
  );
}

function line({ number, accounts, weight: work, daily_cap, tokens }: Cell, file: string): string {
  const budget = tokens === null ? "" : `, ${tokens} tokens a day`;
  return `cell ${number}: ${accounts.length} accounts (work ${work}), ${daily_cap} answers a day without a person${budget}: ${file}`;
}

const move = command({
  name: "move",
  summary:
    "Moves an account with everything that belongs to it to another cell; run again after an interruption, it goes on.",
  examples: [
    "reputation cells move wb-main --from a/reputation.yaml --to b/reputation.yaml",
    "reputation cells move wb-main --from a.yaml --to b.yaml --wait 10m",
  ],
  takes: {
    account: argument("<account>", "the account", text),
    from: mandatory("--from <file>", "the configuration of the cell where it works", text),
    to: mandatory("--to <file>", "the configuration of the cell where it is to work", text),
    fromDatabase: option("--from-database <file>", "its database, where the configuration does not say it", text),
    toDatabase: option("--to-database <file>", "the same of the other", text),
    wait: option("--wait <duration>", "how long polls and sends under way may take to end", duration, "2m"),
  },
  async run(context, { account, from, to, fromDatabase, toDatabase, wait }) {
    const [one, other] = [open(from, fromDatabase, context), open(to, toDatabase, context)];
    try {
      if (one.core.db.path === other.core.db.path)
        throw new UsageError("both configurations name the same database", { code: "move.same" });
      const steps = { clock: context.clock, patienceMs: wait, onStep: told(context) };
      const sides = { from: one.core, to: other.core };
      const moved = await moveAccount({ account, actor: context.actor, ...sides, ...steps } satisfies Moving);
      context.print({ account, from: one.core.db.path, to: other.core.db.path, moved }, () =>
        Object.entries(moved)
          .map(([table, rows]) => `${String(rows).padStart(8)} ${table}`)
          .join("\n"),
      );
      context.hint(nextSteps(account, one, other));
    } finally {
      one.core.close();
      other.core.close();
    }
  },
});

interface Opened {
  file: string;
  core: Core;
}

/** The environment names one database, and these are two. */
function open(name: string, database: string | undefined, { io }: Context): Opened {
  const file = resolve(io.cwd, name);
  const { REPUTATION_DATABASE: _one, ...env } = io.env;
  const { config } = loadConfig({ file, env, cwd: io.cwd, withoutSecrets: true });
  const named = database === undefined ? {} : { database: resolve(io.cwd, database) };
  return { file, core: openCore({ ...config, ...named }) };
}

/** Each step once: pieces of the same kind are many. */
function told(context: Context): (step: string) => void {
  let last = "";
  return (step) => {
    if (step !== last) context.hint(`  ${step}`);
    last = step;
  };
}

function nextSteps(account: string, from: Opened, to: Opened): string {
  const has = ({ core }: Opened): boolean => core.config.accounts.some(({ id }) => id === account);
  const steps = [
    ...(has(to) ? [] : [`add ${account} to ${to.file}, then: reputation reload --config ${to.file}`]),
    ...(has(from) ? [`take ${account} out of ${from.file}, then: reputation reload --config ${from.file}`] : []),
  ];
  return [`${account} works in ${to.core.db.path} now, and no more in ${from.core.db.path}.`, ...steps].join(
    "\nNext: ",
  );
}

export const cells = group("cells", "Splits the work over several daemons, and moves accounts between them.", [
  plan,
  move,
]);
