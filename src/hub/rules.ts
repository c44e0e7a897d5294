import { z } from "zod";
import { brandSchema } from "../config/brand.ts";
import { ruleSchema, type Config } from "../config/schema.ts";
import { mayChange, mayStopSending, type Person } from "../domain/access.ts";
import { inCell } from "../domain/item-ref.ts";
import type { CellRules } from "../desk/cell-rules.ts";
import type { ItemsApi } from "../desk/items-api.ts";
import type { RulesApi } from "../desk/rules-api.ts";
import { refusalOf } from "../desk/refusal.ts";
import { forbidden, type SettingRefused, type SettingsApi } from "../desk/settings-api.ts";
import { textsOf } from "../texts/texts.ts";
import type { Cell } from "./cell.ts";
import { CellError } from "./cell-error.ts";
import { askerOf, type Cells } from "./gather.ts";
import { cellVoice } from "./voices.ts";
import { whyNot } from "./why-not.ts";

/** A rule with a condition that is not known here would be shown as another one: then all are left to the cell's pages. */
const rulesForm = z.array(ruleSchema);
const RULES = "approval.rules";
/** What the rules did is counted anew for each page. */
const PATIENCE_MS = 5000;

/** The rules and the voices of each cell, read and changed where they are. */
export function hubRules(cells: Cells, config: Pick<Config, "locale">, get: ItemsApi["get"]): CellRules[] {
  return cells.all.map((cell) => ({
    id: cell.id,
    name: cell.name,
    concerns: (person) => cell.concerns(person),
    shop() {
      const { brands = [], accounts = [] } = cell.about() ?? {};
      return { brands: brands.flatMap((brand) => brandSchema.safeParse(brand).data ?? []), accounts };
    },
    settings: cellSettings(cell, config, cells.times),
    rules: rulesOf(cell),
    voice: cellVoice(cells, cell, config, get),
  }));
}

const whoIs = (person: Person) => askerOf({ person, brands: person.brands });

/** The settings of a cell, whose own rights hold. */
function cellSettings(cell: Cell, { locale }: Pick<Config, "locale">, { longestMs }: Cells["times"]): SettingsApi {
  async function orWhy<T>(path: string, person: Person, change: () => Promise<T>): Promise<T | SettingRefused> {
    // The cell asks the same; who may not is told so, and not that it does not answer.
    if (!mayChange(person, path)) return { refused: refusalOf(forbidden(path), locale) };
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      const { message, code } = error;
      return { refused: { error: message, code, message: whyNot(error, textsOf(locale), "change") } };
    }
  }

  return {
    async read(path) {
      const found = await cell.askWithin("setting", null, { path }, longestMs);
      if (found === null) return undefined;
      if (path === RULES && !rulesForm.safeParse(found.value).success)
        throw new CellError("lacking", cell.name, "rules that this hub does not know");
      return { ...found, value: found.value, inFile: found.inFile };
    },
    change: ({ path, value, from }, person) =>
      orWhy(path, person, async () => {
        const done = await cell.ask("setting_change", whoIs(person), { path, value, from });
        return "refused" in done ? done : { ...done, value: done.value };
      }),
    reset: (path, from, person) =>
      orWhy(path, person, async () => {
        const done = await cell.ask("setting_reset", whoIs(person), { path, from });
        return "refused" in done ? done : { ...done, value: done.value };
      }),
  };
}

function rulesOf(cell: Cell): RulesApi {
  const named = <T extends { id: number }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, id: inCell(cell.id, item.id) }));
  return {
    async state(person) {
      const state = await cell.askWithin("rules_state", whoIs(person), {}, PATIENCE_MS);
      return { ...state, switchedOff: new Map(state.switchedOff.map(({ rule, last }) => [rule, last])) };
    },
    async trial(edited, person) {
      const args = { edited: edited && { ...edited, rules: rulesForm.parse(edited.rules) } };
      const { rules, rest, edited: change, ...trial } = await cell.ask("rules_trial", whoIs(person), args);
      return {
        ...trial,
        rules: rules.map((one) => ({ ...one, first: named(one.first) })),
        rest: { ...rest, first: named(rest.first) },
        edited: change && { ...change, first: named(change.first) },
      };
    },
    async setSending(goesOn, person) {
      if (!mayStopSending(person)) return false;
      return (await cell.ask("rules_sending", whoIs(person), { goesOn })).done;
    },
  };
}
