import type { Context } from "hono";
import type { SettingRefused } from "../../desk/settings-api.ts";
import { textsOf } from "../../texts/texts.ts";
import type { PartsOf } from "../parts.ts";
import type { WebEnv } from "../web-env.ts";
import { pathOf, settingsOf, VOICE_AT, type Brand } from "./brand-settings.ts";
import {
  changedIn,
  followed,
  formOf,
  inWords,
  valueOf,
  type Marks,
  type Settings,
  type VoiceForm,
  type VoiceKey,
} from "./form.ts";
import type { FieldTrouble } from "./props.ts";
import { showVoice } from "./show.tsx";

/** What the person has typed, and what they started from. */
export interface Typed {
  form: VoiceForm;
  marks: Marks;
}

/** Stores what the person has changed, each value by itself; what is refused stays in the form, with the reason. */
export async function saveVoice(parts: PartsOf<"voice">, c: Context<WebEnv>, brand: Brand, { form, marks }: Typed) {
  const troubles: Partial<Record<VoiceKey, FieldTrouble>> = {};
  const shown = { ...marks };
  for (const key of changedIn(form, marks)) {
    const change = { path: pathOf(brand, key), value: valueOf(form, key), from: marks[key] };
    const outcome = await parts.settings.change(change, c.get("person"));
    const now = await settingsOf(parts, brand);
    if ("refused" in outcome) troubles[key] = troubleOf(parts, outcome, key, now);
    // Whoever has seen what a colleague wrote may write over it.
    if (!("refused" in outcome) || outcome.refused.code === "setting.changed") shown[key] = now[key].mark;
  }
  if (Object.keys(troubles).length === 0) return c.redirect(`${parts.base ?? VOICE_AT}/${brand.id}?saved=1`, 303);
  return showVoice(parts, c, brand, { form, marks: shown, troubles }, 409);
}

/** Lets the file's value count again; what else is typed stays in the form. */
export async function takeBack(
  parts: PartsOf<"voice">,
  c: Context<WebEnv>,
  brand: Brand,
  { form, marks }: Typed,
  key: VoiceKey,
) {
  const outcome = await parts.settings.reset(pathOf(brand, key), marks[key], c.get("person"));
  const now = await settingsOf(parts, brand);
  if ("refused" in outcome) {
    const troubles = { [key]: troubleOf(parts, outcome, key, now) };
    return showVoice(parts, c, brand, { form, marks, troubles }, 409);
  }
  const others = followed({ ...form, [key]: formOf(now)[key] }, { ...marks, [key]: now[key].mark }, now);
  if (changedIn(others.form, others.marks).length === 0)
    return c.redirect(`${parts.base ?? VOICE_AT}/${brand.id}`, 303);
  return showVoice(parts, c, brand, others);
}

/** Removes one of the answers that drafts are written after; what is typed stays in the form. */
export async function dropExample(
  parts: PartsOf<"voice">,
  c: Context<WebEnv>,
  brand: Brand,
  typed: Typed,
  id: number,
): Promise<Response> {
  const refused = await parts.examples.drop(brand.id, id, c.get("person"));
  if (refused) return c.text(refused.message, 409);
  if (changedIn(typed.form, typed.marks).length === 0)
    return c.redirect(`${parts.base ?? VOICE_AT}/${brand.id}#examples`, 303);
  return showVoice(parts, c, brand, typed);
}

function troubleOf(
  { config }: PartsOf<"voice">,
  { refused }: SettingRefused,
  key: VoiceKey,
  now: Settings,
): FieldTrouble {
  const { voice } = textsOf(config.locale).web;
  if (refused.code === "setting.changed") {
    return { message: voice.conflict(refused.last?.by ?? null), theirs: inWords(formOf(now), key, voice) };
  }
  return { message: refused.code === "setting.invalid" ? voice.invalid[key] : refused.message };
}
