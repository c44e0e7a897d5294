import { resolve } from "node:path";
import { DAY_MS } from "../../base/clock.ts";
import type { App } from "../../app.ts";
import { messageOf, ReputationError, UsageError } from "../../base/errors.ts";
import type { Config } from "../../config/schema.ts";
import { ITEM_TYPES, type ItemType } from "../../domain/platform.ts";
import { learnFromFile } from "../../tasks/learning/file.ts";
import { learnFrom } from "../../tasks/learning/learn.ts";
import { emptyTally, SKIP_REASONS, type Learned } from "../../tasks/learning/tally.ts";
import { command } from "../command.ts";
import { flag, option } from "../parameters.ts";
import { withApp } from "../run-job.ts";
import { duration, text } from "../values.ts";

/** How far back it reads unless told otherwise. */
const BACK_MS = 365 * DAY_MS;

/** What one list or file has given. */
interface Source extends Learned {
  /** Null for a file that names no account. */
  account: string | null;
  /** Null for a file, which may hold both. */
  item_type: ItemType | null;
  file: string | null;
  /** How the file was understood. */
  notes: string[];
  /** Why there may be more than was found; null when all was read. */
  problem: string | null;
}

export const learn = command({
  name: "learn",
  summary: "Learns from the answers that the shop gave before: at the marketplaces, or in a file.",
  examples: ["reputation learn --save", "reputation learn --file answers.xlsx --brand my_brand --save"],
  takes: {
    account: option("--account <id>", "only this account (default: all)", text),
    back: option("--back <duration>", "how far back, by when buyers wrote (default: 365d)", duration),
    file: option(
      "--file <path>",
      "a CSV or XLSX table with the columns «Отзыв» and «Ответ», in place of the marketplaces",
      text,
    ),
    brand: option("--brand <id>", "whose answers stand in the file (default: the only brand)", text),
    dryRun: flag("--dry-run", "only look and count (the default)"),
    save: flag("--save", "keep what is found, as patterns for drafts"),
  },
  async run(context, { account: only, back = BACK_MS, file, brand, dryRun, save }) {
    if (dryRun && save) throw new UsageError("--dry-run looks, --save keeps: give one of them");
    if (file === undefined && brand !== undefined) throw new UsageError("--brand goes with --file");
    return withApp(context, async (app, _, signal) => {
      const accounts = accountsOf(app.config, only);
      const since = app.clock.now() - back;
      const { sources, failure } =
        file === undefined
          ? await fromMarketplaces(app, accounts, { since, save }, signal)
          : { sources: [await fromFile(app, { file: resolve(context.io.cwd, file), brand, only, save })] };
      context.print({ saved: save, sources }, () => inWords(sources, save));
      if (!save) context.hint("nothing was kept: reputation learn --save");
      if (signal.aborted && save) context.hint("what was read is kept; the next run goes on from there");
      if (failure) throw failure;
    });
  },
});

/** All lists of the accounts. One that cannot be read keeps none of the others from it. */
async function fromMarketplaces(
  app: App,
  accounts: Config["accounts"],
  how: { since: number; save: boolean },
  signal: AbortSignal,
): Promise<{ sources: Source[]; failure?: ReputationError }> {
  const sources: Source[] = [];
  let failure: ReputationError | undefined;
  for (const account of accounts)
    for (const item_type of ITEM_TYPES) {
      if (signal.aborted) break;
      const source = { ...emptyTally(), account: account.id, item_type, file: null, notes: [], problem: null };
      sources.push(source);
      try {
        await learnFrom(app.deps, { account, itemType: item_type, ...how }, signal, (so) => Object.assign(source, so));
      } catch (error) {
        if (!signal.aborted && !(error instanceof ReputationError)) throw error;
        Object.assign(source, { problem: signal.aborted ? "stopped" : messageOf(error) });
        if (!signal.aborted) failure ??= error as ReputationError;
      }
    }
  return { sources, ...(failure && { failure }) };
}

async function fromFile(
  { config, deps }: App,
  { file, brand, only, save }: { file: string; brand: string | undefined; only: string | undefined; save: boolean },
): Promise<Source> {
  const platform = config.accounts.find(({ id }) => id === only)?.platform ?? null;
  const lesson = { file, brand: brandOf(config, brand), account: only ?? "", platform, save };
  const learned = await learnFromFile(deps, lesson);
  return { ...learned, account: only ?? null, item_type: null, file, problem: null };
}

function accountsOf({ accounts }: Config, only: string | undefined): Config["accounts"] {
  const found = accounts.filter(({ id }) => only === undefined || id === only);
  if (found.length > 0) return found;
  throw new UsageError(`there is no account "${only}" (there is: ${accounts.map(({ id }) => id).join(", ")})`);
}

function brandOf({ brands }: Config, id: string | undefined): string {
  const known = brands.map((brand) => brand.id);
  const [first = "", ...others] = known;
  if (id === undefined && others.length === 0) return first;
  if (id !== undefined && known.includes(id)) return id;
  throw new UsageError(`name the file's brand with --brand (there is: ${known.join(", ")})`);
}

const WHY: Record<keyof Learned["skipped"], string> = {
  ours: "sent by this program",
  known: "learned before",
  unanswered: "without an answer",
  rejected: "refused by moderation",
  hidden: "answer not shown",
  brand: "of no known brand",
  unreadable: "not understood",
};

function inWords(sources: readonly Source[], save: boolean): string {
  const lines = sources.flatMap(({ account, item_type, file, brands, skipped, notes, problem }) => {
    const counts = Object.entries(brands).map(([brand, count]) => `${brand} ${count}`);
    const left = SKIP_REASONS.filter((reason) => skipped[reason] > 0).map((why) => `${skipped[why]} ${WHY[why]}`);
    const name = file ?? `${account}  ${item_type}s`;
    return [
      `${name}  ${save ? "learned" : "would learn"}: ${counts.join(", ") || "nothing"}`,
      ...(notes.length > 0 ? [`    read as ${notes.join(", ")}`] : []),
      ...(problem === null ? [] : [`    not all: ${problem}`]),
      ...(left.length > 0 ? [`    left out: ${left.join(", ")}`] : []),
    ];
  });
  return lines.join("\n");
}
