/** @jsxImportSource hono/jsx */
import type { ItemDocument, VariantDocument } from "../../desk/items-api.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { refOf } from "../../domain/item-ref.ts";

interface VariantsProps {
  view: View;
  item: ItemDocument;
  variants: readonly VariantDocument[];
}

/** Drafts to choose from, each whole with what the checks say about it. Choosing sends nothing. */
export function Variants({ view, item, variants }: VariantsProps) {
  const { case: words } = view.say.web;
  if (variants.length === 0) return null;
  return (
    <form class="past" method="post" action={`/items/${refOf(item.id)}/choose`} aria-label={words.variants}>
      <input type="hidden" name="version" value={item.answer?.version ?? 0} />
      <h2>{words.variants}</h2>
      <ol>
        {variants.map(({ place, text, problems }) => (
          <li>
            <p class="pre">{text}</p>
            {problems.map(({ message }) => (
              <p class="st warn">
                <Icon name="alert" />
                {message}
              </p>
            ))}
            <button class="btn" name="place" value={place}>
              {words.choose(place)}
            </button>
          </li>
        ))}
      </ol>
    </form>
  );
}
