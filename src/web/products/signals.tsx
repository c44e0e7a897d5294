/** @jsxImportSource hono/jsx */
import type { NamedSignal } from "../../desk/products.ts";
import { signalInWords } from "../../desk/signal-words.ts";
import { refOf } from "../../domain/item-ref.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { cut } from "../cut.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { productAddress } from "./address.ts";
import { titleOf } from "./list.tsx";

/** What stands out this week, each with the buyers' words behind it. */
export function Signals({ view, signals }: { view: View; signals: readonly NamedSignal[] }) {
  return (
    <>
      {signals.map((one) => (
        <div class="alert warn">
          <Icon name="alert" />
          <div>
            <p>
              <b>{titleOf(view, one)}:</b> {signalInWords(one.signal, view.say)}
            </p>
            {one.quotes.map(({ id, text }) => (
              <p>
                <a href={`/inbox/${refOf(id)}?tab=all`}>
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
