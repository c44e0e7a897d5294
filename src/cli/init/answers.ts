/** What `init` has to know: from the options where they say it, else asked, else left for later. */
import { resolve } from "node:path";
import { PLATFORM_NAMES, PLATFORMS, type Platform } from "../../domain/platform.ts";
import { UsageError } from "../../base/errors.ts";
import type { Context, Options } from "../context.ts";
import type { Finding } from "../doctor/finding.ts";
import type { Io } from "../terminal/io.ts";
import { ask } from "../terminal/prompt.ts";
import { checkShop, isComplete } from "./check.ts";
import { KINDS, type Shop } from "./shop.ts";

export interface Answers {
  shops: Shop[];
  brand: string | undefined;
  findings: Finding[];
  /** Nothing to write: the sandbox brings its own configuration. */
  sandbox: boolean;
}

/** What marketplaces number cabinets with. */
const NUMBER = /^[1-9]\d{0,14}$/;

/** Tells what was found at a marketplace, as it is found. */
export type Tell = (findings: readonly Finding[]) => void;

/** Without a terminal: only what the options say. Keys that are there are tried. @throws UsageError */
export async function fromOptions(options: Options, folder: string, context: Context, tell: Tell): Promise<Answers> {
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

/** With a person: asks what has no default and was not given as an option. @throws UsageError, PromptCancelled */
export async function fromPerson(options: Options, folder: string, context: Context, tell: Tell): Promise<Answers> {
  const { io } = context;
  const given = shopsOf(options, context);
  const shops = given.length > 0 ? given : await askShops(options, context);
  if (shops.length === 0) return { shops, brand: undefined, findings: [], sandbox: true };
  const brand = brandOf(options) ?? ((await ask("Your brand, as buyers read it: ", "--brand", io)) || undefined);
  const findings: Finding[] = [];
  for (const shop of shops) findings.push(...(await askKey(shop, folder, context, tell)));
  return { shops, brand, findings, sandbox: false };
}

async function askShops(options: Options, context: Context): Promise<Shop[]> {
  const question = "Where do you sell? wb, ozon, ym, several with spaces (Enter: nowhere yet, try a sandbox): ";
  for (;;) {
    const words = (await ask(question, "--account", context.io))
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
    const unknown = words.find((word) => !isPlatform(word));
    if (unknown === undefined) return shopsOf({ ...options, account: words as unknown as string }, context);
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
    if (NUMBER.test(typed)) {
      shop.number = typed;
      return;
    }
    const why = typed === "" ? `The ${number.words} is needed` : `"${typed}" is no ${number.words}`;
    io.stderr.write(`${why}. ${number.where}.\n`);
  }
}

function shopsOf(options: Options, { io }: Context): Shop[] {
  const words = (options["account"] ?? []) as unknown as string[];
  const files = pairs(options["tokenFile"], "--token-file");
  const addresses = pairs(options["baseUrl"], "--base-url");
  const shops = words.map((word, i): Shop => {
    if (!isPlatform(word)) throw new UsageError(`--account must be one of ${PLATFORMS.join(", ")}, got "${word}"`);
    if (words.indexOf(word) < i)
      throw new UsageError(`--account ${word} is given twice`, { hint: "Add a second cabinet to the written file." });
    return shopOf(word, options, files, addresses, io.cwd);
  });
  const idle = [...files.keys(), ...addresses.keys()].find((word) => !words.includes(word));
  if (idle !== undefined && words.length > 0)
    throw new UsageError(`something is given for ${idle}, but not --account ${idle}`);
  return shops;
}

function shopOf(
  platform: Platform,
  options: Options,
  files: Map<string, string>,
  addresses: Map<string, string>,
  cwd: string,
): Shop {
  const number = { wb: undefined, ozon: options["ozonClientId"], ym: options["ymBusinessId"] }[platform];
  const { option = "" } = KINDS[platform].number ?? {};
  if (number !== undefined && !NUMBER.test(String(number)))
    throw new UsageError(`${option} must be a number, got "${String(number)}"`);
  const file = files.get(platform);
  const baseUrl = addresses.get(platform);
  return {
    platform,
    ...(typeof number === "string" && { number }),
    ...(file !== undefined && { file: resolve(cwd, file) }),
    ...(baseUrl !== undefined && { baseUrl }),
  };
}

/** `wb=/run/secrets/wb`, several times. */
function pairs(given: Options[string], option: string): Map<string, string> {
  const words = (given ?? []) as unknown as string[];
  return new Map(
    words.map((word) => {
      const at = word.indexOf("=");
      const platform = word.slice(0, at);
      if (at < 1 || !isPlatform(platform) || word.length === at + 1)
        throw new UsageError(`${option} must be like wb=…, got "${word}"`);
      return [platform, word.slice(at + 1)] as const;
    }),
  );
}

function brandOf({ brand }: Options): string | undefined {
  return typeof brand === "string" && brand.trim() !== "" ? brand.trim() : undefined;
}

function isPlatform(word: string): word is Platform {
  return (PLATFORMS as readonly string[]).includes(word);
}
