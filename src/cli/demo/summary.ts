/** What the demo did: counted from the database, checked against what the sandbox received. */
import { PLATFORM_NAMES, PLATFORMS, type Platform } from "../../domain/platform.ts";
import type { SandboxRecord } from "../../sandbox/record.ts";
import type { Reader } from "../../store/db.ts";
import { progressOf, publishedItems, type Progress } from "../../store/views/progress.ts";
import type { Paint } from "../terminal/io.ts";
import { table, type Column } from "../terminal/table.ts";

export interface Summary {
  platforms: Record<Platform, Progress>;
  totals: Progress;
  /** Whether the sandbox has received exactly one answer for each published item, and none for any other. */
  verified: boolean;
  /** Approvals by the demo's manager: what the rule left to a person. */
  by_hand: number;
  seconds: number;
}

export function summarize(reader: Reader, record: SandboxRecord, rest: Pick<Summary, "by_hand" | "seconds">): Summary {
  const [wb, ozon, ym] = PLATFORMS.map((platform) => progressOf(reader, platform)) as [Progress, Progress, Progress];
  return { platforms: { wb, ozon, ym }, totals: totalOf([wb, ozon, ym]), verified: verify(reader, record), ...rest };
}

export function totalOf(parts: readonly Progress[]): Progress {
  const total: Progress = {
    fetched: 0,
    new: 0,
    duplicates: 0,
    analyzed: 0,
    drafted: 0,
    waiting: 0,
    approved: 0,
    published: 0,
    failed: 0,
  };
  for (const part of parts) {
    for (const key of Object.keys(total) as (keyof Progress)[]) total[key] += part[key];
  }
  return total;
}

function verify(reader: Reader, record: SandboxRecord): boolean {
  const key = (item: { platform: string; item_type: string; external_id: string }): string =>
    `${item.platform}/${item.item_type}/${item.external_id}`;
  const published = new Set(publishedItems(reader).map(key));
  return record.items.every(({ answers, ...item }) => {
    return answers.filter(({ by }) => by === "api").length === (published.has(key(item)) ? 1 : 0);
  });
}

export function summaryTable({ platforms, totals }: Summary, width: number): string {
  const rows = [
    ...PLATFORMS.map((platform) => ({ name: PLATFORM_NAMES[platform], ...platforms[platform] })),
    { name: "all", ...totals },
  ];
  const count = (title: string, key: keyof Progress): Column<(typeof rows)[number]> => {
    return { title, value: (row) => row[key], align: "right" };
  };
  const name: Column<(typeof rows)[number]> = { title: "", value: (row) => row.name };
  const counts = [
    count("FETCHED", "fetched"),
    count("NEW", "new"),
    count("DRAFTED", "drafted"),
    count("WAITING", "waiting"),
    count("PUBLISHED", "published"),
    count("FAILED", "failed"),
  ];
  return table(rows, [name, ...counts], width);
}

export function verdict({ verified, totals, by_hand, seconds }: Summary, paint: Paint): string {
  const rest =
    by_hand === 0
      ? ""
      : `; ${by_hand} it left to a person, who approved them: not every part of them is praise beyond doubt`;
  const approvals = `A rule approved ${totals.approved - by_hand} five-star answers${rest}.`;
  return verified
    ? `${approvals}\n${paint("green", "✓")} The marketplaces hold exactly one answer for each of the ${totals.published} published items, and none for any other (${seconds} s).`
    : `${paint("red", "✗")} What the marketplaces hold does not agree with what was published.`;
}
