/** What stands out of a product, in the words of a manager. */
import type { Signal } from "../domain/product-signal.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import { decimal } from "../texts/amounts.ts";
import type { Texts } from "../texts/texts.ts";

/** The product's name, or its SKU when the marketplace told none. */
export function productTitle(name: string | null, sku: string, say: Texts): string {
  return safeLine(name ?? say.web.products.unnamed(sku));
}

/** `за неделю 4 жалобы на тему «упаковка», обычно 1,2 в неделю.` */
export function signalInWords(signal: Signal, say: Texts): string {
  const { signals } = say.web.products;
  if (signal.kind === "fell") return signals.fell(decimal(signal.from, say), decimal(signal.to, say));
  const usual = usualInWords(signal.usual, say);
  if (signal.kind === "wave") return signals.wave(signal.count, usual);
  return signals.complaint(signal.count, say.categories[signal.category], usual);
}

/** @param usual how many a week there were in the weeks before */
function usualInWords(usual: number, say: Texts): string {
  const { signals } = say.web.products;
  if (usual === 0) return signals.never;
  return usual < 1 ? signals.seldom : signals.usual(decimal(usual, say));
}
