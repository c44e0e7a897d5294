/** @jsxImportSource hono/jsx */
import type { TrialDraft } from "../../tasks/drafting/trial.ts";
import { refOf } from "../../domain/item-ref.ts";
import { Icon } from "../icons.tsx";
import { changedIn } from "./form.ts";
import type { VoiceProps } from "./props.ts";

/** What a draft would say now, and with what is typed in the form; the choice belongs to the form. */
export function Trial({ view, samples, costs, mayEdit, tried, form, marks }: VoiceProps) {
  const { trial } = view.say.web.voice;
  if (!mayEdit) return null;
  const sample = samples.find(({ id }) => id === tried?.item) ?? samples[0];
  return (
    <section id="trial" class="panel stack tight" aria-label={trial.name}>
      <h2>{trial.name}</h2>
      {sample === undefined ? (
        <p class="dim">{trial.none}</p>
      ) : (
        <>
          <label class="field">
            <span>{trial.item}</span>
            <select name="sample" form="voice">
              {samples.map(({ id, what, product }) => (
                <option value={id} selected={id === sample.id}>
                  {trial.one(refOf(id), what, product)}
                </option>
              ))}
            </select>
          </label>
          {tried !== null && (
            <p class="dim">
              <q>{sample.words}</q>
            </p>
          )}
          <Result view={view} tried={tried} form={form} marks={marks} />
          <p class="dim">{costs ? trial.costs : trial.free}</p>
        </>
      )}
    </section>
  );
}

function Result({ view, tried, form, marks }: Pick<VoiceProps, "view" | "tried" | "form" | "marks">) {
  const { trial } = view.say.web.voice;
  if (tried === null) return null;
  const { result } = tried;
  if ("cannot" in result) {
    return (
      <p class="alert warn" role="alert">
        <Icon name="alert" />
        {trial.cannot[result.cannot]}
      </p>
    );
  }
  const isSame = result.now.text === result.edited.text;
  const why = changedIn(form, marks).length === 0 ? trial.untouched : trial.same;
  return (
    <>
      <Draft name={trial.now} draft={result.now} />
      {isSame ? <p class="dim">{why}</p> : <Draft name={trial.edited} draft={result.edited} />}
    </>
  );
}

function Draft({ name, draft }: { name: string; draft: TrialDraft }) {
  return (
    <div>
      <h3>{name}</h3>
      <p class="pre">{draft.text}</p>
      {draft.problems.length > 0 && (
        <ul class="remarks">
          {draft.problems.map(({ message }) => (
            <li class="warn">
              <Icon name="alert" />
              <span>{message}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
