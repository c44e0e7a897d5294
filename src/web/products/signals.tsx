/** @jsxImportSource hono/jsx */
import type { NamedSignal } from "../../desk/products.ts";
import type { Signal } from "../../domain/product-signal.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { cut } from "../cut.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { decimal } from "../say.ts";
import { productAddress } from "./address.ts";
import { titleOf } from "./list.tsx";

/** More would be a list that nobody reads; the rest stands on the products' own pages. */
const MOST = 5;

/** What stands out this week, each with the buyers' words behind it. */
export function Signals({ view, signals }: { view: View; signals: readonly NamedSignal[] }) {
  return (
    <>
      {signals.slice(0, MOST).map((one) => (
        <div class="alert warn">
          <Icon name="alert" />
          <div>
            <p>
              <b>{titleOf(view, one)}:</b> {signalInWords(view, one.signal)}
            </p>
            {one.quotes.map(({ id, text }) => (
              <p>
                <a href={`/inbox/${id}?tab=all`}>
                  <q>{safeLine(cut(text))}</q>
                </a>
              </p>
            ))}
          </div>
          <a class="btn small" href={productAddress(one.shops[0]!)}>
            {view.say.web.products.toProduct}
          </a>
        </div>
      ))}
    </>
  );
}

function signalInWords({ say }: View, signal: Signal): string {
  const { signals } = say.web.products;
  if (signal.kind === "fell") return signals.fell(decimal(signal.from, say), decimal(signal.to, say));
  const usual = signal.usual === 0 ? signals.never : signals.usual(decimal(signal.usual, say));
  if (signal.kind === "wave") return signals.wave(signal.count, usual);
  return signals.complaint(signal.count, say.categories[signal.category], usual);
}
