/** The facts that `init` needs, which come from the options, else from questions, or else are left for later. */
import { resolve } from "node:path";
import { PLATFORM_NAMES, PLATFORMS, type Platform } from "../../domain/platform.ts";
import { UsageError } from "../../base/errors.ts";
import type { Context } from "../context.ts";
import type { Finding } from "../doctor/finding.ts";
import type { Io } from "../terminal/io.ts";
import { ask } from "../terminal/prompt.ts";
import { checkShop, isComplete } from "./check.ts";
import { isCabinetNumber, KINDS, type Shop } from "./shop.ts";

export interface Answers {
  shops: Shop[];
  brand: string | undefined;
  findings: Finding[];
  /** True when there is nothing to write, because the sandbox brings its own configuration. */
  sandbox: boolean;
}

/** What can be said by options. */
export interface InitOptions {
  account: readonly Platform[];
  brand: string | undefined;
  /** Files with the keys. */
  tokenFile: readonly (readonly [Platform, string])[];
  ozonClientId: string | undefined;
  ymBusinessId: string | undefined;
  baseUrl: readonly (readonly [Platform, string])[];
}

/** Tells what was found at a marketplace, as it is found. */
export type Tell = (findings: readonly Finding[]) => void;

/** Collects the answers from the options alone, without a terminal, and tries the given keys. @throws UsageError */
export async function fromOptions(
  options: InitOptions,
  folder: string,
  context: Context,
  tell: Tell,
): Promise<Answers> {
  const shops = shopsOf(options, context);
  if (shops.some(({ platform, number }) => platform === "ym" && number === undefined))
    throw new UsageError("--account ym needs --ym-business-id", { hint: `${KINDS.ym.number?.where ?? ""}.` });
  const findings: Finding[] = [];
  for (const shop of shops) {
    if (!isComplete(shop, context.io.env)) continue;
    const found = await checkShop(shop, folder, context);
    tell(found);
    findings.push(...found);
  }
  return { shops, brand: brandOf(options), findings, sandbox: false };
}

/** Asks a person for whatever has no default and was not given as an option. @throws UsageError, PromptCancelled */
export async function fromPerson(options: InitOptions, folder: string, context: Context, tell: Tell): Promise<Answers> {
  const { io } = context;
  const given = shopsOf(options, context);
  const shops = given.length > 0 ? given : await askShops(options, context);
  if (shops.length === 0) return { shops, brand: undefined, findings: [], sandbox: true };
  const brand = brandOf(options) ?? ((await ask("Your brand, as buyers read it: ", "--brand", io)) || undefined);
  const findings: Finding[] = [];
  for (const shop of shops) findings.push(...(await askKey(shop, folder, context, tell)));
  return { shops, brand, findings, sandbox: false };
}

async function askShops(options: InitOptions, context: Context): Promise<Shop[]> {
  const question = "Where do you sell? wb, ozon, ym, several with spaces (Enter: nowhere yet, try a sandbox): ";
  for (;;) {
    const words = (await ask(question, "--account", context.io))
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
    const unknown = words.find((word) => !isPlatform(word));
    if (unknown === undefined) return shopsOf({ ...options, account: words.filter(isPlatform) }, context);
    context.io.stderr.write(`"${unknown}" is none of wb, ozon, ym\n`);
  }
}

/** Asks for a marketplace's number and key and tries them, until they work or the person goes on without. */
async function askKey(shop: Shop, folder: string, context: Context, tell: Tell): Promise<Finding[]> {
  const { io } = context;
  const name = PLATFORM_NAMES[shop.platform];
  const { needs, env } = KINDS[shop.platform];
  await askNumber(shop, io);
  const later = io.env[env] ? `Enter: the one in $${env}` : `Enter: later, from $${env}`;
  let question = `${name}, ${needs} (not shown; ${later}): `;
  for (;;) {
    if (shop.file === undefined) {
      const typed = await ask(question, "--token-file", io, { hidden: true });
      if (typed === "" && shop.typed !== undefined) return [];
      if (typed !== "") shop.typed = typed;
    }
    if (!isComplete(shop, io.env)) return [];
    context.hint(`Asking ${name} …`);
    const findings = await checkShop(shop, folder, context);
    tell(findings);
    const works = findings.every(({ state }) => state !== "failed");
    if (works || shop.file !== undefined || shop.typed === undefined) return findings;
    question = "Another one (not shown; Enter: keep this one and go on): ";
  }
}

/** Asks for the number beside the key, unless the environment gives it. */
async function askNumber(shop: Shop, io: Io): Promise<void> {
  const name = PLATFORM_NAMES[shop.platform];
  const { number } = KINDS[shop.platform];
  if (!number || shop.number !== undefined || (number.env !== undefined && io.env[number.env])) return;
  const later = number.env === undefined ? "" : ` (Enter: later, from $${number.env})`;
  for (;;) {
    const typed = await ask(`${name}, ${number.words}${later}: `, number.option, io);
    if (typed === "" && number.env !== undefined) return;
    if (isCabinetNumber(typed)) {
      shop.number = typed;
      return;
    }
    const why = typed === "" ? `The ${number.words} is needed` : `"${typed}" is no ${number.words}`;
    io.stderr.write(`${why}. ${number.where}.\n`);
  }
}

function shopsOf(options: InitOptions, { io }: Context): Shop[] {
  const { account, tokenFile, baseUrl } = options;
  const twice = account.find((platform, i) => account.indexOf(platform) < i);
  if (twice !== undefined)
    throw new UsageError(`--account ${twice} is given twice`, { hint: "Add a second cabinet to the written file." });
  const idle = [...tokenFile, ...baseUrl].find(([platform]) => !account.includes(platform))?.[0];
  if (idle !== undefined && account.length > 0)
    throw new UsageError(`something is given for ${idle}, but not --account ${idle}`);
  return account.map((platform) => shopOf(platform, options, io.cwd));
}

function shopOf(platform: Platform, options: InitOptions, cwd: string): Shop {
  const number = { wb: undefined, ozon: options.ozonClientId, ym: options.ymBusinessId }[platform];
  const file = new Map(options.tokenFile).get(platform);
  const baseUrl = new Map(options.baseUrl).get(platform);
  return {
    platform,
    ...(number !== undefined && { number }),
    ...(file !== undefined && { file: resolve(cwd, file) }),
    ...(baseUrl !== undefined && { baseUrl }),
  };
}

function brandOf({ brand }: InitOptions): string | undefined {
  return brand?.trim() || undefined;
}

function isPlatform(word: string): word is Platform {
  return (PLATFORMS as readonly string[]).includes(word);
}
