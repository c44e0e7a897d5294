import type { Texts } from "../texts/texts.ts";
import type { CellError } from "./cell-error.ts";

/**
 * Why a cell did not do what somebody asked of it, for that person.
 * @param what `read`: nothing was to be changed; `decide`: something of an item; `change`: something else of the cell
 */
export function whyNot(
  { fault, cell }: CellError,
  { web: { cells } }: Pick<Texts, "web">,
  what: "read" | "decide" | "change",
): string {
  if (fault === "lacking") return cells.old(cell);
  if (fault !== "unknown" || what === "read") return cells.notDone(cell);
  return what === "decide" ? cells.unknown(cell) : cells.unknownChange(cell);
}
