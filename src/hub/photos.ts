import { splitRef } from "../domain/item-ref.ts";
import type { ItemDocument } from "../desk/items-api.ts";
import type { Picture } from "../marketplaces/pictures.ts";
import type { Cell } from "./cell.ts";
import { askerOf } from "./gather.ts";

/** Buyers' pictures, from the cell of the item, which alone asks marketplaces. */
export function hubPhotos(cells: readonly Cell[]) {
  return async ({ id: ref, brand_id: brand }: ItemDocument, n: number): Promise<Picture | undefined> => {
    const { cell: name, id } = splitRef(ref);
    const cell = cells.find((one) => one.id === name);
    const found = await cell?.ask("photo", askerOf({ brands: [brand] }), { id, n });
    return found ? { type: found.type, bytes: Buffer.from(found.base64, "base64") } : undefined;
  };
}
