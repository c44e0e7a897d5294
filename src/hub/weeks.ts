import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { FiguresApi } from "../desk/figures.ts";
import type { Lists } from "../desk/lists.ts";
import type { ProductsApi } from "../desk/products.ts";
import { weeksOver, type BrandWeek, type WeekApi } from "../desk/week.ts";
import { CellError } from "./cell-error.ts";

interface Parts {
  clock: Clock;
  config: Pick<Config, "brands" | "timezone" | "locale">;
  figures: FiguresApi;
  products: ProductsApi;
  items: Pick<Lists, "counts">;
}

/** So many brands are counted at once. */
const AT_ONCE = 4;

/** The week of each brand over all cells that have it. Of a brand whose cells are all away it is said that they are. */
export function hubWeeks({ items, ...parts }: Parts): WeekApi {
  const weeks = weeksOver({
    ...parts,
    // Each cell has its own words of its own counts.
    retelling: () => null,
    async waiting(brand) {
      const who = { actor: "hub", brands: [brand] };
      return (await items.counts({ brand: [brand] }, ["waiting"], who)).waiting;
    },
  });

  async function ofBrand(brand: string): Promise<BrandWeek[]> {
    try {
      return await weeks.of([brand]);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      return [{ brand, from: "", to: "", text: null, retold: null, absent: { away: error.cell.split(", ") } }];
    }
  }

  return {
    async of(brands) {
      const theirs = parts.config.brands.map(({ id }) => id).filter((id) => brands === null || brands.includes(id));
      const all: BrandWeek[] = [];
      for (let at = 0; at < theirs.length; at += AT_ONCE) {
        all.push(...(await Promise.all(theirs.slice(at, at + AT_ONCE).map(ofBrand))).flat());
      }
      return all;
    },
  };
}
