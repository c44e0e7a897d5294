/** Splits one configuration into several, without side effects: which cell gets which accounts, and how much of each cap. */
import { UsageError } from "../../base/errors.ts";

/** A configuration as plain data. */
export type Mapping = Record<string, unknown>;

export interface Cell {
  /** From 1; the first one keeps the database. */
  number: number;
  accounts: string[];
  weight: number;
  /** Of the configuration's own: how many answers a day may go out without a person. */
  daily_cap: number;
  /** Of the AI, a day; null without a budget. */
  tokens: number | null;
  config: Mapping;
}

interface Wanted {
  cells: number;
  /** How much work each account is. */
  weights: ReadonlyMap<string, number>;
  /** The cap that counts. */
  dailyCap: number;
}

/**
 * Spreads the accounts over so many cells of much the same weight: the heaviest first, each to the lightest cell.
 * @param raw the configuration's file
 * @throws UsageError for more cells than accounts, or than a cap can be split into
 */
export function planCells(raw: Mapping, { cells, weights, dailyCap }: Wanted): Cell[] {
  const accounts = raw["accounts"] as Mapping[];
  if (cells > accounts.length)
    throw new UsageError(`there are only ${accounts.length} accounts for ${cells} cells`, { code: "cells.many" });
  const groups = Array.from({ length: cells }, (_, i) => ({ number: i + 1, weight: 0, accounts: [] as Mapping[] }));
  const weightOf = (account: Mapping): number => weights.get(String(account["id"])) ?? 1;
  for (const account of accounts.toSorted((a, b) => weightOf(b) - weightOf(a))) {
    const lightest = groups.reduce((least, group) => (isLighter(group, least) ? group : least));
    lightest.accounts.push(account);
    lightest.weight += weightOf(account);
  }
  const shares = groups.map(({ weight }) => weight);
  const tokens = tokensOf(raw);
  if (tokens !== null && tokens < cells)
    throw new UsageError(`a daily budget of ${tokens} tokens cannot be split over ${cells} cells`, {
      code: "cells.many",
    });
  const [caps, budgets] = [split(dailyCap, shares, 0), tokens === null ? null : split(tokens, shares, 1)];
  return groups.map(({ number, weight, accounts: its }, i) => {
    const limits = { daily_cap: caps[i] ?? 0, tokens: budgets?.[i] ?? null };
    const ids = its.map((account) => String(account["id"]));
    return { number, weight, accounts: ids, ...limits, config: configOf(raw, number, its, limits) };
  });
}

interface Group {
  weight: number;
  accounts: readonly Mapping[];
}

/** Of cells with the same weight the one with fewer accounts. */
function isLighter(a: Group, b: Group): boolean {
  return a.weight < b.weight || (a.weight === b.weight && a.accounts.length < b.accounts.length);
}

function tokensOf(raw: Mapping): number | null {
  const budget = (raw["ai"] as Mapping | undefined)?.["daily_budget"] as Mapping | undefined;
  return budget === undefined ? null : Number(budget["tokens"]);
}

/** Whole parts that add up to the whole, in the ratio of the shares, none below `least`. */
export function split(whole: number, shares: readonly number[], least: number): number[] {
  const rest = whole - least * shares.length;
  const sum = shares.reduce((a, b) => a + b, 0);
  const exact = shares.map((share) => (sum === 0 ? rest / shares.length : (rest * share) / sum));
  const parts = exact.map((part) => Math.floor(part));
  const left = rest - parts.reduce((a, b) => a + b, 0);
  const byLoss = exact.map((part, i) => ({ i, loss: part - Math.floor(part) })).toSorted((a, b) => b.loss - a.loss);
  for (const { i } of byLoss.slice(0, left)) parts[i] = (parts[i] ?? 0) + 1;
  return parts.map((part) => part + least);
}

function configOf(
  raw: Mapping,
  number: number,
  accounts: readonly Mapping[],
  { daily_cap, tokens }: Pick<Cell, "daily_cap" | "tokens">,
): Mapping {
  const approval = (raw["approval"] ?? {}) as Mapping;
  const ids = new Set(accounts.map((account) => account["id"]));
  const rules = ((approval["rules"] ?? []) as Mapping[]).flatMap((rule) => ruleOf(rule, ids));
  const ai = (raw["ai"] ?? {}) as Mapping;
  const budget = tokens === null ? {} : { ai: { ...ai, daily_budget: { tokens } } };
  const cell = { ...raw, ...budget, accounts, approval: { ...approval, daily_cap, rules } };
  return number === 1 ? cell : ofItsOwn(cell, number);
}

/** A rule for certain accounts speaks of those of the cell only; one for none of them could match nothing. */
function ruleOf(rule: Mapping, ids: ReadonlySet<unknown>): Mapping[] {
  const when = (rule["when"] ?? {}) as Mapping;
  if (!Array.isArray(when["account"])) return [rule];
  const account = when["account"].filter((id) => ids.has(id));
  return account.length === 0 ? [] : [{ ...rule, when: { ...when, account } }];
}

/**
 * A file and an address of its own. A bot has one poller, and the Office one sender of the agents' rows: both stay with
 * the first cell.
 */
function ofItsOwn(cell: Mapping, number: number): Mapping {
  const { office: _office, ...rest } = cell;
  const { telegram: _telegram, max: _max, ...alerts } = (cell["alerts"] ?? {}) as Mapping;
  const http = (cell["http"] ?? {}) as Mapping;
  const backup = (cell["backup"] ?? {}) as Mapping;
  return {
    ...rest,
    ...(cell["alerts"] !== undefined && { alerts }),
    database: inCell(wordOf(cell["database"], "reputation.db"), number),
    backup: { ...backup, dir: `${wordOf(backup["dir"], "./backups")}-${number}` },
    http: { ...http, listen: nextPort(wordOf(http["listen"], "127.0.0.1:8787"), number) },
  };
}

function wordOf(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

/** `reputation.db` → `reputation.cell-2.db`; the same for the configuration itself. */
export function inCell(path: string, number: number): string {
  return /\.\w+$/.test(path) ? path.replace(/(\.\w+)$/, `.cell-${number}$1`) : `${path}.cell-${number}`;
}

/** Several cells of one machine cannot listen at one port. Port 0 is any free one. */
function nextPort(listen: string, number: number): string {
  const at = listen.lastIndexOf(":");
  const port = Number(listen.slice(at + 1));
  return port === 0 ? listen : `${listen.slice(0, at)}:${port + number - 1}`;
}
