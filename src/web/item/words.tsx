/** @jsxImportSource hono/jsx */
import type { ItemDocument } from "../../desk/items-api.ts";
import { whole } from "../cut.ts";
import type { View } from "../parts.ts";
import { refOf } from "../../domain/item-ref.ts";

interface WordsProps {
  view: View;
  item: ItemDocument;
}

/** What the buyer wrote, with the pictures. */
export function Words({ view, item }: WordsProps) {
  const { case: words, onlyStars } = view.say.web;
  return (
    <section class="says" aria-label={words.words}>
      <p class={item.client_text === "" ? "dim" : "pre"}>
        {item.client_text === "" ? onlyStars : whole(item.client_text)}
      </p>
      {item.ai_analysis?.gist !== undefined && (
        <p class="pre">
          <span class="dim">{words.gist}</span> <i>{whole(item.ai_analysis.gist)}</i>
        </p>
      )}
      <div class="says-more">
        {(item.pros !== null || item.cons !== null) && (
          <dl class="pros">
            {item.pros !== null && (
              <div>
                <dt>{words.pros}</dt>
                <dd>{whole(item.pros)}</dd>
              </div>
            )}
            {item.cons !== null && (
              <div>
                <dt>{words.cons}</dt>
                <dd>{whole(item.cons)}</dd>
              </div>
            )}
          </dl>
        )}
        <Photos view={view} item={item} />
      </div>
    </section>
  );
}

/** Small, and whole when one is opened. One that cannot be had leaves its words. */
function Photos({ view, item: { id, photos } }: WordsProps) {
  const { case: words } = view.say.web;
  if (photos.length === 0) return null;
  return (
    <ul class="photos" aria-label={words.buyersPhotos}>
      {photos.map((_, at) => (
        <li>
          <a href={`/photo/${refOf(id)}/${at + 1}`}>
            <img
              loading="lazy"
              src={`/photo/${refOf(id)}/${at + 1}`}
              alt={words.buyersPhoto(at + 1, photos.length)}
              width={60}
              height={60}
            />
          </a>
        </li>
      ))}
    </ul>
  );
}
