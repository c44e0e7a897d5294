/** The figures of all cells: what is counted is added, and how long buyers waited is counted over all of them. */
import type { ClassFigures, Figures, FiguresApi, RuleDeeds } from "../desk/figures.ts";
import type { Gives } from "../desk/cell/methods.ts";
import { percentileOf } from "../desk/answer-waits.ts";
import { CellError } from "./cell-error.ts";
import { gatherWithin, missing, type Cells } from "./gather.ts";

/** Figures are counted anew for each page. */
const PATIENCE_MS = 5000;

/** The figures of a cell, and how long its buyers waited; undefined when it did not tell. */
type Counted = Gives<"figures"> & { waits: Gives<"waits"> | undefined };

export function hubFigures(cells: Cells): FiguresApi {
  return {
    async of(query, brands) {
      const asked = cells.all.filter((cell) => cell.concerns({ brands }));
      const [found, waits] = await Promise.all([
        gatherWithin(cells, { brands }, "figures", query, PATIENCE_MS),
        // The times of a single cell are in its figures.
        asked.length > 1 ? gatherWithin(cells, { brands }, "waits", query, PATIENCE_MS) : undefined,
      ]);
      const all = found.answers.map(({ cell, answer }): Counted => {
        return { ...answer, waits: waits?.answers.find((one) => one.cell === cell)?.answer };
      });
      const [first] = all;
      // Without any answer there is nothing to show, not even by which goals.
      if (!first) throw new CellError("away", [...found.away, ...found.lacking].join(", "), "no cell gives figures");
      const { waits: _, ...alone } = first;
      return { ...(all.length === 1 ? alone : added(first, all)), ...missing(found) };
    },
  };
}

function added(first: Counted, all: readonly Counted[]): Figures {
  const sum = (of: (one: Counted) => number): number => all.reduce((so, one) => so + of(one), 0);
  const keys = Object.keys(first.sent) as (keyof Figures["sent"])[];
  const sent = Object.fromEntries(keys.map((key) => [key, sum((one) => one.sent[key])])) as Figures["sent"];
  const answers = (one: Counted): number => one.classes.reduce((so, { answered }) => so + answered, 0);
  const tokens = sum((one) => (one.tokensPerAnswer ?? 0) * answers(one));
  const count = sum(answers);
  return {
    from: first.from,
    to: first.to,
    classes: first.classes.map(({ class: name, goal }) => classOf(name, goal, all)),
    week: first.week.map((day, d) => day.map((_, h) => sum((one) => one.week[d]?.[h] ?? 0))),
    sent,
    rules: rulesOf(all),
    tokensPerAnswer: tokens === 0 || count === 0 ? null : tokens / count,
    cost: costOf(all, count),
    hoursSaved: sum((one) => one.hoursSaved),
  };
}

/** Null when nobody names a price, or not all in one currency. */
function costOf(all: readonly Counted[], answers: number): Figures["cost"] {
  const priced = all.flatMap(({ cost }) => cost ?? []);
  const [first] = priced;
  if (!first || priced.some(({ currency }) => currency !== first.currency)) return null;
  const [sum, unpriced] = priced.reduce(([so, calls], one) => [so + one.sum, calls + one.unpriced], [0, 0]);
  const isKnown = unpriced === 0 && all.every(({ cost, tokensPerAnswer }) => cost !== null || tokensPerAnswer === null);
  return { sum, perAnswer: isKnown && answers > 0 ? sum / answers : null, unpriced, currency: first.currency };
}

/** Each cell counts by its own goals; the goal that is shown is the one that they have in common. */
function classOf(name: ClassFigures["class"], goal: number, all: readonly Counted[]): ClassFigures {
  const these = all.flatMap(({ classes }) => classes.filter((one) => one.class === name));
  const sum = (key: "received" | "answered" | "onTime" | "overdue") => these.reduce((so, one) => so + one[key], 0);
  const counts = { received: sum("received"), answered: sum("answered") };
  return { class: name, goal, ...counts, ...timesOf(name, all), onTime: sum("onTime"), overdue: sum("overdue") };
}

/** Of all buyers together: the half of a half is no half. What a cell with answers does not tell is not known of all. */
function timesOf(name: ClassFigures["class"], all: readonly Counted[]): Pick<ClassFigures, "median" | "p90"> {
  const own = ({ classes }: Counted) => classes.find((one) => one.class === name);
  const having = all.filter((one) => (own(one)?.answered ?? 0) > 0);
  const [first] = having;
  if (first && having.length === 1) return { median: own(first)!.median, p90: own(first)!.p90 };
  const waits = having.flatMap((one) => (one.waits ? [one.waits[name]] : []));
  if (waits.length < having.length) return { median: null, p90: null };
  return { median: percentileOf(waits, 0.5), p90: percentileOf(waits, 0.9) };
}

function rulesOf(all: readonly Counted[]): RuleDeeds[] {
  const deeds = new Map<string, RuleDeeds>();
  for (const one of all.flatMap(({ rules }) => rules)) {
    const { approve, skip, escalate, wait } = deeds.get(one.rule) ?? { approve: 0, skip: 0, escalate: 0, wait: 0 };
    const so = { approve: approve + one.approve, skip: skip + one.skip, escalate: escalate + one.escalate };
    deeds.set(one.rule, { rule: one.rule, ...so, wait: wait + one.wait });
  }
  const count = ({ approve, skip, escalate, wait }: RuleDeeds): number => approve + skip + escalate + wait;
  return [...deeds.values()].toSorted((a, b) => count(b) - count(a) || (a.rule < b.rule ? -1 : 1));
}
