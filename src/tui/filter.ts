/** What is typed after `/`: words that must all occur, or, after `!`, must not. */
import { plain, terms } from "../domain/wording/russian.ts";
import type { Texts } from "../texts/ru/index.ts";
import type { View } from "./view.ts";

export interface Filter {
  /** As `terms` gives them; with none everything fits. */
  terms: readonly string[];
  inverse: boolean;
}

/** Reads what was typed. */
export function parseFilter(typed: string): Filter {
  const inverse = typed.startsWith("!");
  return { terms: terms(inverse ? typed.slice(1) : typed), inverse };
}

/** Keeps the rows whose cells fit the filter. */
export function narrowed(view: View, filter: Filter, { messages }: Pick<Texts, "messages">): View {
  if (filter.terms.length === 0) return view;
  const fits = (text: string): boolean => filter.terms.every((term) => text.includes(term));
  const rows = view.rows.filter(({ cells }) => fits(plain(cells.join("\n"))) !== filter.inverse);
  return { ...view, rows, note: `${messages.found}: ${rows.length} / ${view.rows.length}` };
}
