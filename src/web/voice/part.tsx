/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Icon } from "../icons.tsx";
import { dayInWords } from "../say.ts";
import type { VoiceKey } from "./form.ts";
import type { VoiceProps } from "./props.ts";

/** A part of the form: its name on the left with where the value comes from, the field on the right. */
export function Part(props: {
  at: VoiceProps;
  keys: readonly VoiceKey[];
  name: Child;
  how?: string;
  children?: Child;
}) {
  const { at, keys, name, how, children } = props;
  return (
    <section class="set">
      <div>
        <h2>{name}</h2>
        {how !== undefined && <p class="dim">{how}</p>}
        {keys.length === 1 && keys.map((key) => <Origin at={at} of={key} />)}
      </div>
      <div class="stack tight">
        {children}
        {keys.map((key) => (
          <Trouble at={at} of={key} />
        ))}
      </div>
    </section>
  );
}

/** Where a value comes from, and the way back to the file's. */
export function Origin({ at: { view, settings, mayEdit }, of }: { at: VoiceProps; of: VoiceKey }) {
  const { voice } = view.say.web;
  const { changed, problem } = settings[of];
  if (changed === null) return <p class="dim">{voice.byDefault}</p>;
  const day = dayInWords(changed.at, view.say, view.timezone);
  return (
    <>
      <p>
        <span class="tag warn">{voice.changed(day, changed.by)}</span>
      </p>
      {problem !== null && <p class="bad">{voice.misfit(problem)}</p>}
      {mayEdit && (
        <button class="link" name="reset" value={of} aria-label={`${voice.reset}: ${voice.fields[of]}`}>
          {voice.reset}
        </button>
      )}
    </>
  );
}

/** Why a field is not saved. */
export function Trouble({ at: { view, troubles }, of }: { at: VoiceProps; of: VoiceKey }) {
  const trouble = troubles[of];
  const { voice } = view.say.web;
  if (!trouble) return null;
  return (
    <div class="alert warn" role="alert">
      <Icon name="alert" />
      <div>
        <p>{trouble.message}</p>
        {trouble.theirs !== undefined && (
          <>
            <p>
              <b>{voice.theirs}</b>
            </p>
            <p class="pre">{trouble.theirs}</p>
          </>
        )}
      </div>
    </div>
  );
}
