import type { Config } from "../config/schema.ts";
import { may, sees } from "../domain/access.ts";
import { splitRef } from "../domain/item-ref.ts";
import type { CellVoice } from "../desk/cell-rules.ts";
import { VOICE_TIMES } from "../desk/cell/voice-methods.ts";
import type { ItemsApi } from "../desk/items-api.ts";
import { refusalOf } from "../desk/refusal.ts";
import { forbidden } from "../desk/settings-api.ts";
import { textsOf } from "../texts/texts.ts";
import type { Cell } from "./cell.ts";
import { CellError } from "./cell-error.ts";
import { askerOf, type Cells } from "./gather.ts";
import { hubLists } from "./lists.ts";
import { whyNot } from "./why-not.ts";

/** What the page of a voice asks of a cell besides the settings: the answers it learns from, trials, facts. */
export function cellVoice(
  cells: Cells,
  cell: Cell,
  { locale }: Pick<Config, "locale">,
  get: ItemsApi["get"],
): CellVoice {
  const ofBrand = (brand: string, limit: number) =>
    cell.ask("examples", askerOf({ brands: [brand] }), { brand, limit });
  return {
    samples: hubLists({ ...cells, all: [cell] }, get),
    examples: {
      list: async (brand, limit) => (await ofBrand(brand, limit)) ?? { answers: [], total: 0 },
      async drop(brand, id, person) {
        if (!may(person, "voice") || !sees(person, brand)) return refusalOf(forbidden(brand), locale);
        try {
          const who = askerOf({ person, brands: person.brands });
          return (await cell.ask("example_drop", who, { brand, id })).refused;
        } catch (error) {
          if (!(error instanceof CellError)) throw error;
          const { message, code } = error;
          return { error: message, code, message: whyNot(error, textsOf(locale), "change") };
        }
      },
    },
    costs: async (brand) => (await ofBrand(brand, 1))?.costs ?? false,
    async tryVoice(brand, ref, edits, _signal, person) {
      const { cell: owner, id: item } = splitRef(ref);
      if (owner !== cell.id) return { cannot: "item" };
      const who = askerOf({ person, brands: person.brands });
      return cell.askWithin("voice_try", who, { brand, item, edits: { ...edits } }, VOICE_TIMES.trialMs);
    },
    async facts(sku) {
      if (sku === null) return null;
      return (await cell.askWithin("facts", askerOf({ brands: null }), { sku }, VOICE_TIMES.factsMs)).facts;
    },
  };
}
