/** Asks the cells that concern somebody, all at once, and says which of them did not answer. */
import type { Clock, Timer } from "../base/clock.ts";
import type { Brands } from "../desk/item-query.ts";
import type { Asking } from "../desk/items-api.ts";
import type { Args, Asker, Gives, Method } from "../desk/cell/methods.ts";
import type { Cell, CellTimes } from "./cell.ts";
import { CellError } from "./cell-error.ts";

export interface GatheredOf<T> {
  answers: { cell: Cell; answer: T }[];
  /** The names of the cells that did not answer, and of those that do not know what was asked. */
  away: string[];
  lacking: string[];
}

export type Gathered<M extends Method> = GatheredOf<Gives<M>>;

/** All cells, and how long they are waited for. */
export interface Cells {
  all: readonly Cell[];
  clock: Clock;
  times: CellTimes;
}

/** Who asks, as far as the hub knows. */
type Who = Partial<Pick<Asking, "person">> & { brands: Brands };

/**
 * @param known of how many other cells the answer is there already: who is asked alone could keep a page waiting otherwise
 * @throws CellError `search.busy` when a cell has too many searches waiting
 */
export async function gather<M extends Method>(
  cells: Cells,
  who: Who,
  method: M,
  argsFor: (cell: Cell) => Args<M>,
  known = 0,
): Promise<Gathered<M>> {
  const asker = askerOf(who);
  const up = cells.all.filter((cell) => cell.state() === "up" && cell.concerns(who));
  const patience = createPatience(cells, { known, asked: known + up.length });
  return sorted(cells, who, (cell) => {
    const ask = (late: AbortSignal) => cell.askSoon(method, asker, argsFor(cell), late);
    // One that is left out is none of those that are waited for.
    return cell.state() === "up" ? patience.waitFor(ask) : ask(AbortSignal.abort());
  });
}

/** As `gather`, of what takes longer than a list. @param ms how long at most */
export function gatherWithin<M extends Method>(
  cells: Cells,
  who: Who,
  method: M,
  args: Args<M>,
  ms: number,
): Promise<Gathered<M>> {
  const asker = askerOf(who);
  return sorted(cells, who, (cell) => cell.askFigures(method, asker, args, ms));
}

async function sorted<M extends Method>(
  { all }: Cells,
  who: Who,
  ask: (cell: Cell) => Promise<Gives<M>>,
): Promise<Gathered<M>> {
  const asked = all.filter((cell) => cell.concerns(who));
  const settled = await Promise.allSettled(asked.map(ask));
  const gathered: Gathered<M> = { answers: [], away: [], lacking: [] };
  for (const [i, one] of settled.entries()) {
    const cell = asked[i]!;
    if (one.status === "fulfilled") gathered.answers.push({ cell, answer: one.value });
    else sort(gathered, cell, one.reason);
  }
  return gathered;
}

function sort({ away, lacking }: Pick<Gathered<Method>, "away" | "lacking">, { name }: Cell, error: unknown): void {
  if (!(error instanceof CellError) || error.fault === "busy") throw error;
  (error.fault === "lacking" ? lacking : away).push(name);
}

/**
 * Gives up on the late ones together, a while after half of those that are asked have answered: as long as most are late it
 * is the machine that is busy, and not they that are slow.
 */
function createPatience({ clock, times }: Cells, { known, asked }: { known: number; asked: number }) {
  const late = new AbortController();
  let answered = known;
  let timer: Timer | undefined;
  function count(): void {
    if (answered * 2 >= asked) timer ??= clock.after(times.soonMs, () => late.abort());
    if (answered === asked) timer?.cancel();
  }
  count();
  return {
    async waitFor<T>(ask: (late: AbortSignal) => Promise<T>): Promise<T> {
      try {
        return await ask(late.signal);
      } finally {
        answered++;
        count();
      }
    },
  };
}

/** Who asks, as a cell is told. Without a person it is the least that may look, within these brands. */
export function askerOf({ person, brands }: Who): Asker {
  const given = brands && [...brands];
  if (person) return { login: person.login, name: person.name, role: person.role, brands: given };
  return { login: "hub", name: "hub", role: "viewer", brands: given };
}

/** What pages show of those that are missing. */
export function missing({ away, lacking }: Pick<Gathered<Method>, "away" | "lacking">) {
  return { ...(away.length > 0 && { away }), ...(lacking.length > 0 && { lacking }) };
}
