/** @jsxImportSource hono/jsx */
import type { GoodAnswer } from "../../desk/examples-api.ts";
import type { View } from "../parts.ts";
import { dayInWords } from "../say.ts";
import { cut } from "../cut.ts";
import { Part } from "./part.tsx";
import type { VoiceProps } from "./props.ts";

/** The answers that drafts are written after, each with a button that removes it. */
export function Examples(props: VoiceProps) {
  const { view, base, brand, examples, mayEdit } = props;
  const { voice } = view.say.web;
  const { answers, total } = examples;
  return (
    <Part at={props} keys={[]} name={<span id="examples">{voice.examples}</span>} how={voice.examplesHow}>
      {answers.length === 0 && <p class="dim">{voice.noExamples}</p>}
      <ol class="stack">
        {answers.map((one) => (
          <li>
            <p class="dim">
              <Stars view={view} of={one} /> {one.buyer !== "" && <q>{cut(one.buyer)}</q>}
            </p>
            <p class="pre">{one.answer}</p>
            <p class="dim">
              {origin(view, one)}{" "}
              {mayEdit && (
                <button
                  class="link"
                  name="drop_example"
                  value={one.id}
                  formaction={`${base}/${brand.id}#examples`}
                  aria-label={voice.drop(one.answer.slice(0, 60))}
                >
                  {voice.dropExample}
                </button>
              )}
            </p>
          </li>
        ))}
      </ol>
      {total > answers.length && (
        <p>
          <a href={`${base}/${brand.id}?examples=all#examples`}>{voice.moreExamples(total)}</a>
        </p>
      )}
    </Part>
  );
}

function Stars({ view: { say }, of: { rating } }: { view: View; of: GoodAnswer }) {
  if (rating === null) return <span>{say.web.question}</span>;
  return (
    <span class={rating <= 2 ? "stars bad" : "stars"} role="img" aria-label={say.web.stars(rating)}>
      {"★".repeat(rating) + "☆".repeat(5 - rating)}
    </span>
  );
}

function origin({ say, timezone }: View, { by, platform, at }: GoodAnswer): string {
  const where =
    by ?? (platform === null ? say.web.voice.fromFile : say.web.voice.fromCabinet(say.web.platforms[platform]));
  return at === null ? where : `${where}, ${dayInWords(at, say, timezone)}`;
}
