/** @jsxImportSource hono/jsx */
import { LONGEST_GUIDE } from "../../config/brand.ts";
import { Icon } from "../icons.tsx";
import { Origin, Part, Trouble } from "./part.tsx";
import type { VoiceProps } from "./props.ts";

/** How many lines of each text are shown at once. */
const ROWS = { tone: 3, guide: 6, signature: 1 };

/** What is said in words: tone, guide and signature. */
export function Texts(props: VoiceProps) {
  const { view, form, mayEdit, troubles } = props;
  const { fields, guideHow } = view.say.web.voice;
  return (
    <>
      {(["tone", "guide", "signature"] as const).map((key) => (
        <Part
          at={props}
          keys={[key]}
          name={<label for={key}>{fields[key]}</label>}
          {...(key === "guide" && { how: guideHow })}
        >
          <textarea
            id={key}
            name={key}
            rows={ROWS[key]}
            maxlength={key === "guide" ? LONGEST_GUIDE : 5000}
            readonly={!mayEdit}
            {...(troubles[key] && { "aria-invalid": "true" as const })}
          >
            {/* The parser leaves the first line end out. */}
            {form[key].startsWith("\n") ? `\n${form[key]}` : form[key]}
          </textarea>
        </Part>
      ))}
    </>
  );
}

export function Manner(props: VoiceProps) {
  const { view, form, mayEdit, troubles } = props;
  const { voice } = view.say.web;
  return (
    <Part at={props} keys={[]} name={voice.manner}>
      {(["use_name", "emoji", "buyers_language"] as const).map((key) => (
        <div class="line">
          <label class="tick">
            <input type="checkbox" role="switch" class="switch" name={key} checked={form[key]} disabled={!mayEdit} />
            {voice.fields[key]}
          </label>
          <Origin at={props} of={key} />
          <Trouble at={props} of={key} />
        </div>
      ))}
      <div class="line">
        <label class="tick">
          {voice.notLonger}
          <input
            class="short"
            name="max_length"
            inputmode="numeric"
            value={form.max_length}
            readonly={!mayEdit}
            {...(troubles.max_length && { "aria-invalid": "true" as const })}
          />
          {voice.characters}
        </label>
        <Origin at={props} of="max_length" />
      </div>
      <Trouble at={props} of="max_length" />
    </Part>
  );
}

/** Phrases that a draft must not have, each with a button that drops it. */
export function Forbidden(props: VoiceProps) {
  const { view, base, brand, form, mayEdit } = props;
  const { voice } = view.say.web;
  return (
    <Part
      at={props}
      keys={["forbidden"]}
      name={<span id="forbidden">{voice.fields.forbidden}</span>}
      how={voice.forbiddenHow}
    >
      {form.forbidden.length === 0 ? (
        <p class="dim">{voice.noneForbidden}</p>
      ) : (
        <p class="line">
          {form.forbidden.map((phrase) => (
            <>
              <input type="hidden" name="forbidden" value={phrase} />
              {mayEdit ? (
                <button
                  class="chip"
                  name="drop"
                  value={phrase}
                  formaction={`${base}/${brand.id}#forbidden`}
                  aria-label={voice.drop(phrase)}
                >
                  {phrase} <Icon name="x" />
                </button>
              ) : (
                <span class="tag">{phrase}</span>
              )}
            </>
          ))}
        </p>
      )}
      {mayEdit && (
        <div class="inline">
          <input name="phrase" aria-label={voice.phrase} placeholder={voice.phrase} maxlength={200} />
          <button class="btn" name="do" value="add" formaction={`${base}/${brand.id}#forbidden`}>
            {voice.add}
          </button>
        </div>
      )}
    </Part>
  );
}
