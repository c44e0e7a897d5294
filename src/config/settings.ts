/** Lays what was changed on the pages over the configuration file; every value goes through the file's own form. */
import type { z } from "zod";
import { settingPlace, type SettingPlace, type StoredSetting } from "../domain/setting.ts";
import { crossProblems } from "./cross-checks.ts";
import { CHECK } from "./messages.ts";
import { problemsOf } from "./problems.ts";
import { brandSchema } from "./brand.ts";
import { approvalSchema, type Config } from "./schema.ts";

/** A stored value that does not fit the configuration, as a whole or in part. */
export interface Misfit {
  path: string;
  /** What is wrong, and what counts instead. */
  problem: string;
  remedy: string;
}

export interface Layered {
  config: Config;
  misfits: Misfit[];
}

type Rules = Config["approval"]["rules"];

/** The value at a place; null where an optional one is not set, undefined when there is no such place. */
export function settingValue({ approval, brands }: Pick<Config, "approval" | "brands">, path: string): unknown {
  const place = settingPlace(path);
  if (place?.of === "approval") return approval[place.key];
  const brand = place && brands.find(({ id }) => id === place.brand);
  return brand && (brand[place.key] ?? null);
}

/**
 * A value as the file's form reads it, or what is wrong with it.
 * @param config names the brands and accounts that rules may speak of
 */
export function readSetting(config: Config, path: string, value: unknown): { value: unknown } | { problem: string } {
  const place = settingPlace(path);
  if (!place) return { problem: "cannot be changed outside the file" };
  const read = inForm(place, value);
  if ("problem" in read || path !== "approval.rules") return read;
  const problem = crossProblems({ ...config, approval: { ...config.approval, rules: read.value } }).find(
    (found) => found.path[0] === "approval",
  );
  return problem ? { problem: [...problem.path.slice(1), problem.message].join(" ") } : read;
}

/** The configuration that counts: the file's, with the stored values over it. What does not fit is told, never thrown. */
export function withSettings(file: Config, rows: readonly StoredSetting[]): Layered {
  const config = { ...file, approval: { ...file.approval }, brands: file.brands.map((brand) => ({ ...brand })) };
  const misfits: Misfit[] = [];
  for (const row of rows) {
    const problem = layOver(config, row);
    const remedy = `Change it on the page, or take it back: reputation config reset ${row.path}`;
    if (problem !== undefined) misfits.push({ path: row.path, problem, remedy });
  }
  return { config, misfits };
}

/** @returns what of the row does not fit */
function layOver(config: Config, { path, value }: StoredSetting): string | undefined {
  const place = settingPlace(path);
  if (!place) return "this version does not know it; it is left out";
  const read = inForm(place, value);
  if (path === "approval.rules") return layRulesOver(config, read);
  if ("problem" in read) return `${read.problem}; the file's value counts`;
  const target = place.of === "approval" ? config.approval : config.brands.find(({ id }) => id === place.brand);
  if (!target) return "the brand is not in the configuration any more; it is left out";
  Object.assign(target, { [place.key]: read.value });
  return undefined;
}

/**
 * Rules that cannot be read are not replaced by the file's, which may approve what a person has forbidden since: then
 * everything waits. Of a rule only the names go that do not exist any more: they could match nothing.
 */
function layRulesOver(config: Config, read: { value: unknown } | { problem: string }): string | undefined {
  config.approval.rules = [];
  if ("problem" in read) return `${read.problem}; no rule decides, everything waits for a person`;
  const known = { brand: config.brands.map(({ id }) => id), account: config.accounts.map(({ id }) => id) };
  const gone = new Set<string>();
  const kept = (what: keyof typeof known, names: string[]): string[] => {
    for (const name of names) if (!known[what].includes(name)) gone.add(`${what} "${name}"`);
    return names.filter((name) => known[what].includes(name));
  };
  config.approval.rules = (read.value as Rules).map((rule) => {
    const { brand, account } = rule.when;
    const names = {
      ...(brand && { brand: kept("brand", brand) }),
      ...(account && { account: kept("account", account) }),
    };
    return { ...rule, when: { ...rule.when, ...names } };
  });
  return gone.size === 0 ? undefined : `rules name what is not in the configuration any more: ${[...gone].join(", ")}`;
}

/** Written into the file, such a text would be replaced by a variable of the environment. */
const VARIABLE = /\$\{[A-Za-z_]\w*\}/;
/** More than anybody types, and little enough to be read with every page. */
const LONGEST_JSON = 200_000;

function inForm(place: SettingPlace, value: unknown): { value: unknown } | { problem: string } {
  const form: z.ZodType = place.of === "approval" ? approvalSchema.shape[place.key] : brandSchema.shape[place.key];
  const unset = value === null && ["tone", "guide", "signature"].includes(place.key);
  const parsed = form.safeParse(unset ? undefined : (value ?? null), CHECK);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, form));
    return { problem: problems.map(({ path, message }) => [...path, message].join(" ")).join("; ") };
  }
  const json = JSON.stringify(parsed.data ?? null);
  if (VARIABLE.test(json)) return { problem: "must not hold ${NAME}, which the file reads as a variable" };
  if (json.length > LONGEST_JSON) return { problem: `must not be longer than ${LONGEST_JSON} characters` };
  return { value: parsed.data };
}
