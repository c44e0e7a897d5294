/** The items of all cells and the decisions on them, each carried out by the cell whose item it is. */
import type { Config } from "../config/schema.ts";
import { InternalError } from "../base/errors.ts";
import { inCell, splitRef } from "../domain/item-ref.ts";
import type { Brands } from "../desk/item-query.ts";
import type { ItemDocument, ItemsApi } from "../desk/items-api.ts";
import type { Args, Gives, Method } from "../desk/cell/methods.ts";
import { refusalOf, unknownItem, type Refused } from "../desk/refusal.ts";
import { textsOf } from "../texts/texts.ts";
import { CellError } from "./cell-error.ts";
import type { Cell } from "./cell.ts";
import { askerOf, type Cells } from "./gather.ts";
import { hubLists } from "./lists.ts";
import { actorFrom, itemFrom } from "./names.ts";
import { sentOf } from "./sent.ts";
import { whyNot } from "./why-not.ts";

/** As the pages of a single daemon have it. */
type HubItems = Omit<ItemsApi, "ids" | "sentIds" | "stats" | "analytics">;

export function hubItems(
  cells: Cells,
  { locale }: Pick<Config, "locale">,
  looks: Pick<ItemsApi, "unopened" | "opened">,
): HubItems {
  /** @returns the cell and the item's number there; undefined when there is no such cell */
  function ownerOf(ref: number): { cell: Cell; id: number } | undefined {
    const { cell: name, id } = splitRef(ref);
    const cell = cells.all.find((one) => one.id === name);
    return cell && { cell, id };
  }

  async function look<M extends Method>(ref: number, brands: Brands, method: M): Promise<Gives<M> | undefined> {
    const owner = ownerOf(ref);
    if (!owner?.cell.concerns({ brands })) return undefined;
    return owner.cell.ask(method, askerOf({ brands }), { id: owner.id } as Args<M>);
  }

  const get: ItemsApi["get"] = async (ref, brands) => {
    const owner = ownerOf(ref);
    const unknown = { refused: refusalOf(unknownItem(ref), locale) };
    if (!owner?.cell.concerns({ brands })) return unknown;
    const found = await orWhy(() => owner.cell.ask("get", askerOf({ brands }), { id: owner.id }), locale, "read");
    if ("refused" in found) return found;
    const { history, ...item } = found;
    const named = history.map((line) => ({ ...line, actor: actorFrom(owner.cell, line.actor) }));
    return { ...itemFrom(owner.cell, item), history: named } as ItemDocument;
  };

  return {
    ...hubLists(cells, get),
    sent: (query, tabs, who) => sentOf(cells, query, tabs, who),
    get,
    async notes(ref, brands) {
      const owner = ownerOf(ref);
      const notes = (await look(ref, brands, "notes")) ?? [];
      return notes.map((note) => ({ ...note, author: owner ? actorFrom(owner.cell, note.author) : note.author }));
    },
    variants: async (ref, brands) => (await look(ref, brands, "variants")) ?? [],
    unsent: async (ref, brands) => (await look(ref, brands, "unsent")) ?? null,
    ratings: async ({ id, brand_id }) => (await look(id, [brand_id], "ratings")) ?? undefined,
    ...looks,
    async decide(ref, decision, who) {
      const owner = ownerOf(ref);
      if (!owner?.cell.concerns(who)) return { refused: refusalOf(unknownItem(ref), locale) };
      if (!who.person) throw new InternalError("a decision over cells is a person's");
      const { cell, id } = owner;
      const decided = await orWhy(() => cell.ask("decide", askerOf(who), { id, decision }), locale, "decide");
      return "refused" in decided ? withNames(cell, decided) : { ...decided, id: inCell(cell.id, id) };
    },
  };
}

/** A cell that does not answer is a reason like any other: the page says it, and keeps what was typed. */
async function orWhy<T>(
  ask: () => Promise<T>,
  locale: Config["locale"],
  what: "read" | "decide",
): Promise<T | Refused> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    const { code, message: why } = error;
    const message = whyNot(error, textsOf(locale), what);
    return { refused: { error: why, code, message } };
  }
}

function withNames(cell: Cell, { refused }: Refused): Refused {
  const { current } = refused;
  return { refused: current ? { ...refused, current: { ...current, by: actorFrom(cell, current.by) } } : refused };
}
