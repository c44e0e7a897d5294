import type { Config } from "../config/schema.ts";
import type { Person } from "../domain/access.ts";
import type { CellsApi, CellStanding } from "../desk/cells-api.ts";
import type { Gives } from "../desk/cell/methods.ts";
import type { ProgramState } from "../desk/program-state.ts";
import type { CellState } from "../desk/work.ts";
import { textsOf } from "../texts/texts.ts";
import type { Cell } from "./cell.ts";
import { CellError } from "./cell-error.ts";
import { askerOf, gather, type Cells } from "./gather.ts";
import { actorFrom } from "./names.ts";
import { whyNot } from "./why-not.ts";

/** How the program of each cell does, as far as it answers. */
export function hubPrograms(
  cells: Cells,
  { locale }: Pick<Config, "locale">,
  stateOf: (cell: Cell) => CellState,
): CellsApi {
  async function standings(of: Cells, person: Person): Promise<CellStanding[]> {
    const found = await gather(of, { person, brands: person.brands }, "program", () => ({}));
    return of.all
      .filter((cell) => cell.concerns(person))
      .map((cell) => {
        const answer = found.answers.find((one) => one.cell === cell)?.answer;
        const isOlder = found.lacking.includes(cell.name);
        return { ...stateOf(cell), program: answer ? programFrom(cell, answer) : null, isOlder };
      });
  }

  const find = (id: string, person: Person): Cell | undefined =>
    cells.all.find((cell) => cell.id === id && cell.concerns(person));

  return {
    all: (person) => standings(cells, person),
    async one(id, person) {
      const cell = find(id, person);
      return cell && (await standings({ ...cells, all: [cell] }, person))[0];
    },
    async poll(id, account, person) {
      const cell = find(id, person);
      if (!cell) return undefined;
      try {
        const { asked } = await cell.ask("poll", askerOf({ person, brands: person.brands }), { account });
        return asked ? null : undefined;
      } catch (error) {
        if (!(error instanceof CellError)) throw error;
        return whyNot(error, textsOf(locale), "change");
      }
    },
  };
}

function programFrom(cell: Cell, { overview, ...state }: Gives<"program">): ProgramState {
  const paused = Object.entries(overview.paused).map(([lane, pause]) => {
    return [lane, { ...pause, by: actorFrom(cell, pause.by) }];
  });
  return { ...state, overview: { ...overview, paused: Object.fromEntries(paused) as typeof overview.paused } };
}
