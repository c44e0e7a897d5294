import type { Texts } from "../texts/texts.ts";
import type { CellError } from "./cell-error.ts";

/** Why a cell did not do what somebody asked of it, for that person. @param what whether something was to be changed */
export function whyNot(
  { fault, cell }: CellError,
  { web: { cells } }: Pick<Texts, "web">,
  what: "read" | "decide",
): string {
  if (fault === "lacking") return cells.old(cell);
  return fault === "unknown" && what === "decide" ? cells.unknown(cell) : cells.notDone(cell);
}
