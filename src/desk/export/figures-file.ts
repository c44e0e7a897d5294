/** The figures of a period as a file: a row for each of them, so that a table of several periods is read line by line. */
import { MINUTE_MS } from "../../base/clock.ts";
import type { Config } from "../../config/schema.ts";
import { WEEKDAYS } from "../../domain/calendar.ts";
import { textsOf, type Texts } from "../../texts/texts.ts";
import type { Figures } from "../figures.ts";
import { writeTable, type FileFormat } from "./file.ts";
import { flatLayout } from "./flat.ts";

/** One figure. Times are in minutes. */
interface FigureRow {
  section: keyof Texts["exports"]["figures"]["sections"];
  /** A class, a rule, or a day of the week; null when the figure is of all. */
  name: string | null;
  measure: string;
  value: number | null;
  shown: { name: string | null; measure: string };
}

/** @param brand to which the figures are limited */
export function fileOfFigures(
  { locale, brands }: Pick<Config, "locale" | "brands">,
  figures: Figures & { brand?: string | undefined },
  format: FileFormat,
): AsyncGenerator<Uint8Array> {
  const texts = textsOf(locale);
  const { heads, sections, sheet } = texts.exports.figures;
  const { from, to, brand = null } = figures;
  const brandName = brands.find(({ id }) => id === brand)?.name ?? brand;
  const layout = flatLayout<FigureRow>(sheet, {
    from: { head: heads.from, width: 12, value: () => from },
    to: { head: heads.to, width: 12, value: () => to },
    brand_id: { head: texts.exports.heads.brand, width: 16, value: () => brand, shown: () => brandName },
    section: { head: heads.section, width: 24, value: (row) => row.section, shown: (row) => sections[row.section] },
    name: { head: heads.name, width: 24, value: ({ name }) => name, shown: ({ shown }) => shown.name },
    measure: { head: heads.measure, width: 26, value: ({ measure }) => measure, shown: ({ shown }) => shown.measure },
    value: { head: heads.value, width: 12, value: ({ value }) => value },
  });
  return writeTable(layout, onePage(figureRows(figures, texts)), format);
}

async function* onePage<T>(rows: T[]): AsyncGenerator<T[]> {
  yield rows;
}

/** How many rows the file has. */
export function countFigures(figures: Figures): number {
  return figureRows(figures, textsOf("en")).length;
}

function figureRows(figures: Figures, texts: Texts): FigureRow[] {
  return [
    ...classRows(figures, texts),
    ...sentRows(figures, texts),
    ...ruleRows(figures, texts),
    ...hourRows(figures, texts),
  ];
}

type Measures = Record<string, [shown: string, value: number | null]>;

function rowsOf(section: FigureRow["section"], name: string | null, shown: string | null, all: Measures): FigureRow[] {
  return Object.entries(all).map(([measure, [words, value]]) => {
    return { section, name, measure, value, shown: { name: shown, measure: words } };
  });
}

const minutes = (ms: number | null): number | null => (ms === null ? null : ms / MINUTE_MS);

function classRows({ classes }: Figures, { web: { figures: say }, exports: { figures: words } }: Texts): FigureRow[] {
  const { columns, classNames } = say;
  return classes.flatMap((one) =>
    rowsOf("classes", one.class, classNames[one.class], {
      received: [columns.received, one.received],
      answered: [columns.answered, one.answered],
      goal_min: [words.minutes(columns.goal), minutes(one.goal)],
      median_min: [words.minutes(columns.median), minutes(one.median)],
      p90_min: [words.minutes(columns.p90), minutes(one.p90)],
      on_time: [columns.onTime, one.onTime],
      overdue: [columns.overdue, one.overdue],
    }),
  );
}

function sentRows({ sent, tokensPerAnswer, cost, hoursSaved }: Figures, { web, exports }: Texts): FigureRow[] {
  const { sent: say, tiles } = web.figures;
  return rowsOf("sent", null, null, {
    count: [say.all, sent.count],
    as_drafted: [say.asDrafted, sent.asDrafted],
    edited: [say.edited, sent.edited],
    by_rules: [say.byRules, sent.byRules],
    by_people: [say.byPeople, sent.byPeople],
    rejected: [say.rejected, sent.rejected],
    tokens_per_answer: [say.tokens, tokensPerAnswer],
    cost: [withCurrency(say.cost, cost), cost?.sum ?? null],
    cost_per_answer: [withCurrency(say.costPerAnswer, cost), cost?.perAnswer ?? null],
    hours_saved: [exports.figures.hours(tiles.saved), hoursSaved],
  });
}

function withCurrency(name: string, cost: Figures["cost"]): string {
  return cost?.currency ? `${name}, ${cost.currency}` : name;
}

function ruleRows({ rules }: Figures, { web: { figures: say } }: Texts): FigureRow[] {
  return rules.flatMap(({ rule, ...deeds }) => {
    const shown = rule === "default" ? say.otherwise : rule;
    const measures = (["approve", "escalate", "skip", "wait"] as const).map((deed) => [
      deed,
      [say.deeds[deed], deeds[deed]],
    ]);
    return rowsOf("rules", rule, shown, Object.fromEntries(measures) as Measures);
  });
}

/** The hours of the week in which somebody wrote. */
function hourRows({ week }: Figures, { web: { figures: say } }: Texts): FigureRow[] {
  return WEEKDAYS.flatMap((day, at) => {
    const hours = (week[at] ?? []).flatMap((n, hour) => (n === 0 ? [] : [[`${hour}:00`, [`${hour}:00`, n]]]));
    return rowsOf("hours", day, say.week.days[day], Object.fromEntries(hours) as Measures);
  });
}
