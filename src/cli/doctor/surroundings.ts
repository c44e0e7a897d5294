/** What lies around the program: its files, its database, the AI, the Office. */
import { statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Subject } from "../../ai/llm.ts";
import { readProducts } from "../../ai/products.ts";
import type { Outside } from "../../outside.ts";
import type { Clock } from "../../base/clock.ts";
import type { Loaded } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { causeChain, ReputationError } from "../../base/errors.ts";
import { createNet } from "../../net/client.ts";
import { routeOf } from "../../net/route.ts";
import { latePolls } from "../../desk/late-polls.ts";
import { liveDaemon } from "../../queue/owner.ts";
import type { Db } from "../../store/db.ts";
import { listAiHolds } from "../../store/tables/ai-holds.ts";
import { listKeyHolds } from "../../store/tables/key-holds.ts";
import { isActive, listUsers } from "../../store/tables/users.ts";
import { quickCheck } from "../../store/sqlite/integrity.ts";
import { checkAudit } from "../../store/views/audit-check.ts";
import { withSettings } from "../../config/settings.ts";
import { isSecretAt } from "../../config/sources.ts";
import { listSettings } from "../../store/tables/settings.ts";
import { auditFaultInWords } from "../commands/audit.ts";
import { productsInWords } from "../products.ts";
import { serverOf } from "../server-of.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

const GIGABYTE = 1e9;

/** Checks the configuration file, and whether other users can read the tokens in it. */
export function checkConfig({ file, origins }: Loaded): Finding[] {
  const findings = [ok("config", file)];
  const literal = [...origins].filter(([path, origin]) => isSecretAt(path.split(".")) && origin.startsWith(file));
  const readable = (statSync(file).mode & 0o077) !== 0;
  if (literal.length > 0 && readable) {
    const names = literal.map(([path]) => path).join(", ");
    findings.push(warning("config", `others can read the secrets in it (${names})`, `chmod 600 ${file}`));
  }
  return findings;
}

/** Whether programs can get in; people need no token. */
export function checkHttp({ http: { listen, token, tokens } }: Config): Finding {
  const count = tokens.length + (token === undefined ? 0 : 1);
  if (count > 0) return ok("http", `listens on ${listen}; ${count} ${count === 1 ? "token" : "tokens"} for programs`);
  const remedy = "Give http.token_file a file with a long random word: openssl rand -base64 32";
  return warning("http", `listens on ${listen}; without a token programs get health only, not /metrics`, remedy);
}

/** Whether somebody can sign in and let others in. */
export function checkPeople(db: Db): Finding {
  const people = listUsers(db).filter(isActive);
  const admins = people.filter(({ role }) => role === "admin").length;
  if (admins > 0) return ok("people", `${people.length} can sign in, ${admins} as administrator`);
  return warning("people", "no administrator can sign in", "reputation user add <login> --role admin");
}

/** Whether what was changed on the pages fits the configuration file. */
export function checkSettings(config: Config, db: Db): Finding[] {
  const rows = listSettings(db);
  const misfits = withSettings(config, rows).misfits.map(({ path, problem, remedy }) =>
    warning("settings", `${path}: ${problem}`, remedy),
  );
  const count = `${rows.length} values changed on the pages count instead of the file's`;
  return misfits.length > 0 || rows.length === 0 ? misfits : [ok("settings", `${count}: reputation config show`)];
}

/** Checks the database's integrity, the free disk space, and whether a daemon or a hub uses the database. */
export function checkDatabase(config: Config, db: Db, clock: Clock): Finding[] {
  const integrity = quickCheck(db);
  if (integrity !== "ok") {
    return [
      failed(
        "database",
        `${db.path} is damaged: ${integrity}`,
        `Stop the ${serverOf(config).name} and put a backup back: reputation restore FILE`,
      ),
    ];
  }
  const { bavail, bsize } = statfsSync(dirname(db.path));
  const [size, free] = [statSync(db.path).size, bavail * bsize];
  const findings = [
    ok("database", `${db.path}, ${(size / 1e6).toFixed(1)} MB, intact, ${(free / GIGABYTE).toFixed(1)} GB free`),
  ];
  if (isReadByOthers(db.path))
    findings.push(warning("database", `others can read it: ${db.path}`, `chmod 600 ${db.path}*`));
  if (free < GIGABYTE)
    findings.push(warning("database", "less than 1 GB is free on its disk", "Make room, or move the database."));
  return [
    ...findings,
    aboutAudit(db),
    aboutServer(config, db, clock),
    ...heldAccounts(db),
    ...heldAi(db),
    ...latelyUnread(db, clock),
  ];
}

/** So many of the newest entries of the audit log are looked at, which takes some milliseconds. */
const AUDIT_ENTRIES = 1000;

function aboutAudit(db: Db): Finding {
  const { entries, faults } = checkAudit(db, AUDIT_ENTRIES);
  const [first] = faults;
  if (first === undefined) return ok("audit", `the newest ${entries} entries are chained, none is missing`);
  const remedy = "Somebody has changed the file past the program. All of it: reputation audit verify";
  return failed("audit", auditFaultInWords(first), remedy);
}

function isReadByOthers(path: string): boolean {
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0;
}

/** Whether others can read the backups, or the folder of the secrets that `init` has made. */
export function checkFolders({ config: { backup }, file }: Loaded): Finding[] {
  const secrets = join(dirname(file), "secrets");
  return [backup.dir, secrets]
    .filter(isReadByOthers)
    .map((folder) => warning("files", `others can look into ${folder}`, `chmod 700 ${folder}`));
}

/** A key that the marketplace has refused to the daemon; whether it works now is looked at for each account. */
function heldAccounts(db: Db): Finding[] {
  return listKeyHolds(db).map(({ account, since, message }) =>
    failed(
      account,
      `its polls and sends have waited since ${new Date(since).toISOString()}, because the key was refused: ${message}`,
      "Replace the key, then: reputation reload",
    ),
  );
}

/** An AI that the daemon cannot use; whether it answers now is looked at by itself. */
function heldAi(db: Db): Finding[] {
  return listAiHolds(db).map(({ code, since, message }) =>
    failed(
      "ai",
      `its drafts have waited since ${new Date(since).toISOString()}: ${message}`,
      REMEDIES[code] ?? "They go on by themselves when it answers.",
    ),
  );
}

const REMEDIES: Record<string, string> = {
  "auth.llm": "Give another ai.api_key, then: reputation reload",
  "llm.address": "Correct ai.base_url, then: reputation reload",
  "llm.country": "Set ai.proxy, or another provider, then: reputation reload",
  "llm.model": "Correct ai.model, then: reputation reload",
  "llm.no_money": "Top the account up at the provider; the drafts then go on by themselves.",
};

function latelyUnread(db: Db, clock: Clock): Finding[] {
  return latePolls(db, clock.now()).map(({ account, itemType, lastSuccess }) => {
    const last = lastSuccess === null ? "never" : `last at ${new Date(lastSuccess).toISOString()}`;
    return failed(
      account,
      `the daemon does not get to read its ${itemType}s: ${last}`,
      "Look at: reputation jobs list, reputation schedule list",
    );
  });
}

function aboutServer(config: Config, db: Db, clock: Clock): Finding {
  const { name, start } = serverOf(config);
  const lease = liveDaemon(db, clock.now());
  if (lease) return ok(name, `runs as process ${lease.pid}, since ${new Date(lease.started_at).toISOString()}`);
  const lost =
    name === "hub" ? "nobody sees its pages or is told anything" : "nothing is polled or published by itself";
  return warning(name, `no ${name} runs on this database: ${lost}`, start);
}

/** Makes one small analysis, which costs about a hundred tokens with a paid model. */
export async function checkLlms({ llm, fallback }: Outside, clock: Clock): Promise<Finding[]> {
  const main = await checkLlm("ai", llm, clock);
  return fallback === null ? [main] : [main, await checkLlm("ai.fallback", fallback, clock)];
}

async function checkLlm(subject: string, llm: Outside["llm"], clock: Clock): Promise<Finding> {
  if (llm.model === "offline") return ok("ai", "offline: drafts come from templates, no key is needed");
  const startedAt = clock.now();
  try {
    const { usage } = await llm.analyze(PROBE, AbortSignal.timeout(60_000));
    return ok(
      subject,
      `${llm.model} answered in ${clock.now() - startedAt} ms (${usage.inputTokens + usage.outputTokens} tokens)`,
    );
  } catch (error) {
    const hint = error instanceof ReputationError ? (error.hint ?? null) : null;
    return failed(subject, causeChain(error), hint ?? "Check ai.base_url, ai.model and ai.api_key.");
  }
}

const PROBE: Subject = {
  id: 0,
  platform: "wb",
  itemType: "review",
  rating: 5,
  text: "Всё хорошо, спасибо!",
  pros: null,
  cons: null,
  clientName: null,
  productName: null,
  photoCount: 0,
};

/** How the products file was understood; nothing when there is none. */
export function checkProducts({ knowledge: { products_file: file } }: Config): Finding[] {
  if (!file) return [];
  try {
    return [ok("products", productsInWords(readProducts(file)))];
  } catch (error) {
    const hint = error instanceof ReputationError ? (error.hint ?? null) : null;
    return [failed("products", causeChain(error), hint ?? "Correct the file, then: reputation knowledge check")];
  }
}

/** Whether anybody listens where the Office should be. */
export async function checkOffice({ office, net: general }: Config, clock: Clock): Promise<Finding> {
  if (!office.url) return ok("office", "no office.url: the status is served, not sent");
  const url = new URL(office.url);
  const net = createNet(routeOf(general, office.proxy), clock);
  try {
    const ask = { url, method: "GET", headers: {}, body: null, timeoutMs: 10_000 } as const;
    const { status } = await net.request({ ...ask, signal: new AbortController().signal });
    return ok("office", `${url.origin} answers (HTTP ${status})`);
  } catch (error) {
    return failed("office", causeChain(error), "Check office.url. Work goes on without it.");
  } finally {
    await net.close();
  }
}
