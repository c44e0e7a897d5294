/** @jsxImportSource hono/jsx */
import type { VoiceProps } from "./props.ts";

/** What answers may state about a product: looked up by its article, as a draft looks it up. */
export function Facts({ view, base, brand, mayEdit, looked }: VoiceProps) {
  const { facts } = view.say.web.voice;
  const field = (
    <label class="field">
      <span>{facts.sku}</span>
      {/* Whoever may edit keeps what is typed: the field belongs to their form. */}
      <input name="sku" value={looked?.sku ?? ""} maxlength={200} {...(mayEdit && { form: "voice" })} />
    </label>
  );
  return (
    <section id="facts" class="panel stack tight" aria-label={facts.name}>
      <h2>{facts.name}</h2>
      <p class="dim">{facts.how}</p>
      {mayEdit ? (
        <>
          {field}
          <p>
            <button class="btn small" form="voice" name="do" value="facts" formaction={`${base}/${brand.id}#facts`}>
              {facts.show}
            </button>
          </p>
        </>
      ) : (
        <form method="get" action={`${base}/${brand.id}`} class="stack tight">
          {field}
          <p>
            <button class="btn small">{facts.show}</button>
          </p>
        </form>
      )}
      {looked !== null && <p class={looked.facts === null ? "dim" : "pre"}>{looked.facts ?? facts.none(looked.sku)}</p>}
    </section>
  );
}
