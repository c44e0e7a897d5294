/** @jsxImportSource hono/jsx */
import { changedIn, VOICE_KEYS } from "./form.ts";
import { Forbidden, Manner, Texts } from "./fields.tsx";
import { VOICE_AT } from "./brand-settings.ts";
import type { VoiceProps } from "./props.ts";
import { Examples } from "./examples.tsx";
import { Facts } from "./facts.tsx";
import { Faq } from "./faq.tsx";
import { Replies } from "./replies.tsx";
import { Trial } from "./trial.tsx";

/** How a brand answers: what people may change of it, who changed it last, and a trial. */
export function Voice(props: VoiceProps) {
  const { view, base, cell, brand, brands } = props;
  const { voice } = view.say.web;
  return (
    <>
      <nav class="tabs" aria-label={voice.brands}>
        {brands.map(({ id, name }) => (
          <a href={`${base}/${id}`} {...(id === brand.id && { "aria-current": "page" as const })}>
            {name}
          </a>
        ))}
      </nav>
      <main id="main" class="page">
        <div class="page-head">
          {cell !== undefined && (
            <p>
              <a href={`${VOICE_AT}/${brand.id}`}>{voice.cells.back}</a>
            </p>
          )}
          <h1>{cell === undefined ? voice.how(brand.name) : voice.cells.how(brand.name, cell)}</h1>
          <p class="dim">{props.mayEdit ? voice.when : `${voice.when} ${voice.readOnly}`}</p>
        </div>
        <div class="with-side">
          <Form {...props} />
          <aside class="stack">
            <Trial {...props} />
            <Facts {...props} />
          </aside>
        </div>
      </main>
    </>
  );
}

function Form(props: VoiceProps) {
  const { view, base, brand, form, marks, mayEdit, wasSaved } = props;
  const { voice } = view.say.web;
  if (!mayEdit) return <div>{sections(props)}</div>;
  const unsaved = changedIn(form, marks).length;
  return (
    <form id="voice" method="post" action={`${base}/${brand.id}`} data-guard={unsaved}>
      {/* Enter in a field presses a form's first button. */}
      <button name="do" value="save" hidden></button>
      {VOICE_KEYS.map((key) => (
        <input type="hidden" name={`mark-${key}`} value={marks[key]} />
      ))}
      {sections(props)}
      <footer class="acts line">
        <button class="btn primary" name="do" value="save">
          {voice.save}
        </button>{" "}
        {props.samples.length > 0 && (
          <button class="btn" name="do" value="try" formaction={`${base}/${brand.id}#trial`}>
            {voice.trial.go}
          </button>
        )}{" "}
        <span class="dim" role="status">
          {unsaved > 0 ? voice.unsaved(unsaved) : wasSaved ? voice.saved : ""}
        </span>
      </footer>
    </form>
  );
}

function sections(props: VoiceProps) {
  return (
    <>
      <Texts {...props} />
      <Manner {...props} />
      <Forbidden {...props} />
      <Examples {...props} />
      <Faq {...props} />
      <Replies {...props} />
    </>
  );
}
