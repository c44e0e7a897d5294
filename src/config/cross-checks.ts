import { Cron } from "croner";
import { z } from "zod";
import { messageOf } from "../base/errors.ts";
import { alertsProblems, alertsSection } from "./alerts-checks.ts";
import { duration } from "./duration.ts";
import { cellProblems } from "./hub.ts";
import { CHECK } from "./messages.ts";
import { listenProblems, signInProblems, tokenProblems } from "./http-checks.ts";
import { plainHttpProblems } from "./plain-http.ts";
import { cabinetFields, sameCabinets } from "./one-cabinet.ts";

type Path = (string | number)[];
type Say = (path: Path, message: string) => void;

export interface CrossProblem {
  path: Path;
  message: string;
}

const word = z.string().catch("");
const words = z.array(word).catch([]);
const limits = z
  .object({ soft_limit: duration.optional().catch(undefined), hard_limit: duration.optional().catch(undefined) })
  .catch({});

const NO_ACCOUNT = { id: "", brand: "", platform: "", base_url: "", token: "", client_id: "", business_id: Number.NaN };
/** Where it listens when nothing is said. */
const LOOPBACK = "127.0.0.1:8787";
const price = z.object({ currency: word }).optional().catch(undefined);
const NO_AI = { provider: "", api_key: "", fallback: {} };
const NO_TOKEN = { name: "", token: "", brands: [] };

/** Accepts whatever is present and valid, so that these checks also run on a file with other mistakes. */
const referring = z.object({
  accounts: z.array(z.object({ id: word, brand: word, ...cabinetFields.shape }).catch(NO_ACCOUNT)).catch([]),
  brands: z.array(z.object({ id: word }).catch({ id: "" })).catch([]),
  cells: z.array(z.object({ id: word, name: word, url: word }).catch({ id: "", name: "", url: "" })).catch([]),
  approval: z
    .object({
      rules: z.array(z.object({ when: z.object({ account: words, brand: words }) }).catch({ when: none() })).catch([]),
    })
    .catch({ rules: [] }),
  schedule: z.record(z.string(), z.object({ cron: z.string().optional().catch(undefined) }).catch({})).catch({}),
  queue: limits,
  tasks: z.record(z.string(), limits).catch({}),
  http: z
    .object({
      listen: z.string().catch(LOOPBACK),
      public_url: word,
      tls: z.unknown().optional(),
      proxy: z.unknown().optional(),
      token: word,
      hub: z.object({ token: word }).optional().catch(undefined),
      tokens: z.array(z.object({ name: word, token: word, brands: words }).catch(NO_TOKEN)).catch([]),
      sign_in: z.object({ header: z.object({ secret: word }).optional().catch(undefined) }).catch({}),
    })
    .catch({ listen: LOOPBACK, public_url: "", tls: undefined, proxy: undefined, token: "", tokens: [], sign_in: {} }),
  alerts: alertsSection,
  ai: z.object({ provider: word, api_key: word, price, fallback: z.object({ price }).catch({}) }).catch(NO_AI),
});

/**
 * Checks what no single key can show: names that must exist, ids that must differ, limits that must be in order.
 * @param raw the file's content as plain data, checked or not
 */
export function crossProblems(raw: unknown): CrossProblem[] {
  const config = referring.safeParse(raw, CHECK).data;
  if (!config) return [];
  const problems: CrossProblem[] = plainHttpProblems(raw);
  const say: Say = (path, message) => problems.push({ path, message });
  checkNames(config, say);
  for (const [kind, entry] of Object.entries(config.schedule)) checkCron(entry.cron, ["schedule", kind, "cron"], say);
  checkLimits(config, say);
  if (config.ai.provider === "openai" && !config.ai.api_key) {
    say(["ai"], 'api_key is needed with provider "openai" (for a server that wants none, any word will do)');
  }
  const { price: first, fallback } = config.ai;
  if (first && fallback.price && first.currency !== fallback.price.currency) {
    say(["ai", "fallback", "price", "currency"], "must be that of ai.price: what both cost is added up");
  }
  return problems;
}

function checkNames({ accounts, brands, cells, approval, http, alerts }: z.infer<typeof referring>, say: Say): void {
  const accountIds = accounts.map((account) => account.id);
  const brandIds = brands.map((brand) => brand.id);
  checkUnique(accountIds, "accounts", say);
  checkUnique(brandIds, "brands", say);
  checkCabinets(accounts, say);
  const found = [...cellProblems(cells), ...listenProblems(http), ...tokenProblems(http), ...signInProblems(http)];
  for (const { path, message } of [...found, ...alertsProblems(alerts, http.public_url)]) say(path, message);
  for (const [i, { brands: its }] of alerts.webhooks.entries())
    checkKnown(its, brandIds, "brand", (k) => ["alerts", "webhooks", i, "brands", k], say);
  for (const [i, { brands: its }] of http.tokens.entries())
    checkKnown(its, brandIds, "brand", (k) => ["http", "tokens", i, "brands", k], say);
  for (const [i, account] of accounts.entries()) {
    checkKnown([account.brand], brandIds, "brand", () => ["accounts", i, "brand"], say);
  }
  for (const [i, { when }] of approval.rules.entries()) {
    const at = ["approval", "rules", i, "when"];
    checkKnown(when.account, accountIds, "account", (k) => [...at, "account", k], say);
    checkKnown(when.brand, brandIds, "brand", (k) => [...at, "brand", k], say);
  }
}

/** Two accounts of one cabinet would poll it twice and answer every review in it twice. */
function checkCabinets(accounts: z.infer<typeof referring>["accounts"], say: Say): void {
  for (const { first, second, field, shared } of sameCabinets(accounts)) {
    const names = `"${accounts[first]?.id}" and "${accounts[second]?.id}"`;
    const remedy = "remove one of the two accounts, or give one of them the key of its own cabinet";
    say(["accounts", second, field], `${names} are the same cabinet (the same ${shared}): ${remedy}`);
  }
}

function checkUnique(ids: string[], list: string, say: Say): void {
  const known = new Set<string>();
  for (const [i, id] of ids.entries()) {
    if (id && known.has(id)) say([list, i, "id"], `"${id}" is used twice`);
    known.add(id);
  }
}

function checkKnown(names: string[], known: string[], what: string, at: (index: number) => Path, say: Say): void {
  for (const [i, name] of names.entries()) {
    if (name && !known.includes(name)) say(at(i), `there is no ${what} "${name}" (there is: ${known.join(", ")})`);
  }
}

function checkCron(pattern: string | undefined, path: Path, say: Say): void {
  if (pattern === undefined) return;
  try {
    new Cron(pattern, { paused: true, mode: "6-part" });
  } catch (error) {
    say(path, `is no cron pattern of six fields (second minute hour day month weekday): ${messageOf(error)}`);
  }
}

function checkLimits({ queue, tasks }: z.infer<typeof referring>, say: Say): void {
  const soft = queue.soft_limit ?? 300_000;
  const hard = queue.hard_limit ?? 600_000;
  const message = "hard_limit must not be shorter than soft_limit";
  if (hard < soft) say(["queue"], message);
  for (const [kind, task] of Object.entries(tasks)) {
    if ((task.hard_limit ?? hard) < (task.soft_limit ?? soft)) say(["tasks", kind], message);
  }
}

function none(): { account: string[]; brand: string[] } {
  return { account: [], brand: [] };
}
