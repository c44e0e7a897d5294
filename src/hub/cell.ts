/** A cell as the hub knows it: how it is asked, whether it answers, and what it last said of itself. */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { CellConfig } from "../config/hub.ts";
import { sees, type Person } from "../domain/access.ts";
import { METHODS, type About, type Args, type Asker, type Gives, type Method } from "../desk/cell/methods.ts";
import type { CellState } from "../desk/work.ts";
import { CellError } from "./cell-error.ts";
import { createRest } from "./rest.ts";
import type { Wire } from "./wire.ts";

type Program = NonNullable<Gives<"beat">["program"]>;

export interface Cell {
  id: string;
  name: string;
  /** What it has said of itself; undefined until it has answered for the first time. */
  about(): About | undefined;
  program(): Program | undefined;
  /** `down`: it does not answer; `slow`: its lists are late, and it is left out of them for a while. */
  state(): CellState["state"];
  /** Another number whenever something may have changed there, a second later at most; undefined: it is not known. */
  mark(): number | undefined;
  /** Whether items of the person's brands may be there; of a cell that was never reached nobody knows. */
  concerns(person: Pick<Person, "brands">): boolean;
  /**
   * For lists: a cell that is away is not asked. Whoever does not wait for the answer any more aborts `late`.
   * @throws CellError
   */
  askSoon<M extends Method>(method: M, asker: Asker, args: Args<M>, late: AbortSignal): Promise<Gives<M>>;
  /**
   * For figures, which take longer than lists, whatever these do: a cell that is down is not asked, nor one whose figures were
   * late a while ago.
   * @throws CellError
   */
  askFigures<M extends Method>(method: M, asker: Asker, args: Args<M>, ms: number): Promise<Gives<M>>;
  /**
   * For what takes longer than lists, of this cell alone: one that is down is not asked.
   * @throws CellError
   */
  askWithin<M extends Method>(method: M, asker: Asker | null, args: Args<M>, ms: number): Promise<Gives<M>>;
  /**
   * For one item, whose person waits. A cell that is down is told nothing: a process that hangs would take a decision when
   * it wakes, however late.
   * @throws CellError
   */
  ask<M extends Method>(method: M, asker: Asker | null, args: Args<M>): Promise<Gives<M>>;
  /** Finds out whether it answers, and what has changed there. @returns the brands that have, undefined when none has */
  beat(since: number, isWhole: boolean): Promise<Gives<"beat">["changes"] | undefined>;
  close(): Promise<void>;
}

export interface CellTimes {
  /** A page waits so long for lists after half of the cells have answered, and in all no longer than `longestMs`. */
  soonMs: number;
  longestMs: number;
  /** Somebody who has pressed a button does. */
  askMs: number;
  /** A cell whose lists, or whose figures, were late is left out of them for so long, and twice as long each further time. */
  restMs: number;
  longestRestMs: number;
}

export const CELL_TIMES: CellTimes = {
  soonMs: 100,
  longestMs: 2000,
  askMs: 10_000,
  restMs: 1000,
  longestRestMs: 30_000,
};

interface CellParts {
  wire: Wire;
  clock: Clock;
  log: Log;
  times: CellTimes;
}

// oxlint-disable-next-line max-lines-per-function -- a list of short methods over the same state
export function openCell({ id, name }: CellConfig, { wire, clock, log, times }: CellParts): Cell {
  let about: About | undefined;
  let program: Program | undefined;
  let version: number | null = null;
  let changes = 0;
  /** Until it has answered once, it is not known to be there. */
  let isUp = false;
  const [listsRest, figuresRest] = [createRest(clock, times), createRest(clock, times)];

  function turn(isUpNow: boolean, why?: unknown): void {
    if (isUp !== isUpNow) {
      if (isUpNow) log.info({ cell: id }, "cell: answers");
      else log.warn({ cell: id, why: why instanceof Error ? why.message : why }, "cell: does not answer");
    }
    isUp = isUpNow;
  }

  const gone = (): CellError => new CellError("away", name, "did not answer before");
  const isSlow = (error: unknown): boolean =>
    error instanceof CellError && (error.fault === "away" || error.fault === "unknown");

  async function orRest<T>(rest: ReturnType<typeof createRest>, method: Method, ask: () => Promise<T>): Promise<T> {
    if (!isUp || rest.isOn()) throw gone();
    try {
      const answer = await ask();
      rest.wasInTime();
      return answer;
    } catch (error) {
      if (isSlow(error)) {
        log.warn({ cell: id, method }, "cell: is late, and left out for a while");
        rest.begin();
      }
      throw error;
    }
  }

  return {
    id,
    name,
    about: () => about,
    program: () => program,
    state: () => (!isUp ? "down" : listsRest.isOn() ? "slow" : "up"),
    mark: () => (isUp && version !== null && !listsRest.isOn() ? changes : undefined),
    concerns: (person) => about === undefined || about.brands.some((brand) => sees(person, brand.id)),
    askSoon: (method, asker, args, late) =>
      orRest(listsRest, method, () => wire.ask(method, asker, args, times.longestMs, late)),
    askFigures: (method, asker, args, ms) => orRest(figuresRest, method, () => wire.ask(method, asker, args, ms)),
    async askWithin(method, asker, args, ms) {
      if (!isUp) throw gone();
      return wire.ask(method, asker, args, ms);
    },
    async ask(method, asker, args) {
      if (!isUp) throw gone();
      if (METHODS[method].needs === "look") return wire.ask(method, asker, args, times.askMs);
      changes++;
      try {
        return await wire.ask(method, asker, args, times.askMs);
      } finally {
        changes++;
      }
    },
    async beat(since, isWhole) {
      try {
        if (about === undefined || isWhole) about = await wire.ask("about", null, {}, times.longestMs);
        const beat = await wire.ask("beat", null, { since, whole: isWhole || program === undefined }, times.longestMs);
        program = beat.program ?? program;
        turn(true);
        const isNews = beat.version !== version;
        version = beat.version;
        if (isNews) changes++;
        return isNews ? beat.changes : undefined;
      } catch (error) {
        turn(false, error);
        return undefined;
      }
    },
    close: () => wire.close(),
  };
}
