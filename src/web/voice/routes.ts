import { Hono, type Context } from "hono";
import { mayChange } from "../../domain/access.ts";
import type { VoiceEdits } from "../../tasks/drafting/trial.ts";
import { formIn } from "../form.ts";
import type { PartsOf } from "../parts.ts";
import type { WebEnv } from "../web-env.ts";
import { brandsOf, pathOf, VOICE_AT, type Brand } from "./brand-settings.ts";
import { withFaqFile } from "./faq-file.ts";
import { dropExample, saveVoice, takeBack, type Typed } from "./change.ts";
import { changedIn, readForm, readMarks, valueOf, VOICE_KEYS } from "./form.ts";
import type { VoiceProps } from "./props.ts";
import { showVoice } from "./show.tsx";

/** The longest that the Knowledge API may take. */
const FACTS_MS = 10_000;
const LONGEST_SKU = 200;
/** The longest a trial may take. */
const TRIAL_MS = 90_000;

/** Each brand's voice: read by everybody who works for it, changed by seniors and administrators. */
export function voiceRoutes(parts: PartsOf<"voice">): Hono<WebEnv> {
  const { base = VOICE_AT } = parts;
  const app = new Hono<WebEnv>();
  const attempt = createTrials(parts);

  app.get(base, (c) => {
    const [first] = brandsOf(parts, c.get("person"));
    return first ? c.redirect(`${base}/${first.id}`, 303) : c.notFound();
  });
  app.get(`${base}/:brand`, async (c) => {
    const brand = brandIn(parts, c);
    if (!brand) return c.notFound();
    const looked = await lookedUp(parts, c.req.query("sku"));
    return showVoice(parts, c, brand, { wasSaved: c.req.query("saved") === "1", looked });
  });
  app.post(`${base}/:brand`, async (c) => {
    const brand = brandIn(parts, c);
    if (!brand) return c.notFound();
    if (!mayChange(c.get("person"), pathOf(brand, "tone"))) return c.text("forbidden", 403);
    const { fields, file } = await formIn(c);
    const typed = { form: readForm(fields), marks: readMarks(fields) };
    const reset = VOICE_KEYS.find((key) => key === fields.get("reset"));
    if (reset) return takeBack(parts, c, brand, typed, reset);
    const example = fields.get("drop_example");
    if (example !== null) return dropExample(parts, c, brand, typed, Number(example));
    if (fields.get("do") === "save") return saveVoice(parts, c, brand, typed);
    if (fields.get("do") === "facts") {
      return showVoice(parts, c, brand, { ...typed, looked: await lookedUp(parts, fields.get("sku") ?? undefined) });
    }
    if (fields.get("do") === "read_faq") {
      const { faq, read } = withFaqFile(typed.form.faq, file);
      return showVoice(parts, c, brand, { ...typed, form: { ...typed.form, faq }, fileRead: read });
    }
    if (fields.get("do") === "try") return attempt(c, brand, typed, Number(fields.get("sample")));
    return showVoice(parts, c, brand, typed);
  });
  return app;
}

/** The facts that a draft about this product would be given; null when nobody asked. */
async function lookedUp({ facts }: PartsOf<"voice">, typed: string | undefined): Promise<VoiceProps["looked"]> {
  const sku = (typed ?? "").trim().slice(0, LONGEST_SKU);
  return sku === "" ? null : { sku, facts: await facts(sku, AbortSignal.timeout(FACTS_MS)) };
}

/** Undefined for a brand that is not there or not theirs. */
function brandIn(parts: PartsOf<"voice">, c: Context<WebEnv>): Brand | undefined {
  return brandsOf(parts, c.get("person")).find(({ id }) => id === c.req.param("brand"));
}

/** A person has one trial at a time, since each may cost tokens. */
function createTrials(parts: PartsOf<"voice">) {
  const trying = new Set<number>();
  return async (c: Context<WebEnv>, brand: Brand, typed: Typed, item: number): Promise<Response> => {
    const person = c.get("person");
    const { id } = person;
    if (trying.has(id)) return showVoice(parts, c, brand, { ...typed, tried: { item, result: { cannot: "busy" } } });
    trying.add(id);
    try {
      const changed = changedIn(typed.form, typed.marks);
      const edits: VoiceEdits = Object.fromEntries(changed.map((key) => [key, valueOf(typed.form, key)]));
      const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(TRIAL_MS)]);
      const result = await parts.tryVoice(brand.id, item, edits, signal, person);
      return await showVoice(parts, c, brand, { ...typed, tried: { item, result } });
    } finally {
      trying.delete(id);
    }
  };
}
