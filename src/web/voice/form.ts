/** What stands in the form of a brand's voice, and how it differs from what counts. */
import { z } from "zod";
import type { Setting } from "../../desk/settings-api.ts";
import type { FaqEntry } from "../../domain/faq.ts";
import type { SavedReply } from "../../domain/saved-reply.ts";
import { BRAND_SETTINGS, markOf } from "../../domain/setting.ts";

export const VOICE_KEYS = BRAND_SETTINGS;
export type VoiceKey = (typeof VOICE_KEYS)[number];

/** As it is typed: what does not fit is shown again as it was. */
export interface VoiceForm {
  tone: string;
  guide: string;
  signature: string;
  use_name: boolean;
  emoji: boolean;
  buyers_language: boolean;
  max_length: string;
  forbidden: string[];
  faq: TypedEntry[];
  saved_replies: SavedReply[];
}

/** An entry of the FAQ as it is typed: each form of the question on a line of its own. */
export interface TypedEntry {
  questions: string;
  answer: string;
}

/** The mark of each value that the person's form started from. */
export type Marks = Record<VoiceKey, string>;
export type Settings = Record<VoiceKey, Setting>;

/** Line ends as people see them, which forms send as CR LF. */
const text = (fields: URLSearchParams, name: string): string => (fields.get(name) ?? "").replace(/\r\n?/g, "\n");
const texts = (fields: URLSearchParams, name: string): string[] =>
  fields.getAll(name).map((one) => one.replace(/\r\n?/g, "\n"));

/** The form as it came, without what its button drops. A phrase or a saved reply that was only typed counts as well, so that no button is forgotten. */
export function readForm(fields: URLSearchParams): VoiceForm {
  const names = texts(fields, "reply_name");
  const dropped = Number(fields.get("drop_reply") ?? NaN);
  const replies = texts(fields, "reply_text")
    .map((words, at) => ({ name: names[at] ?? "", text: words }))
    .filter((reply, at) => at !== dropped && (reply.name.trim() !== "" || reply.text.trim() !== ""));
  return {
    tone: text(fields, "tone"),
    guide: text(fields, "guide"),
    signature: text(fields, "signature"),
    use_name: fields.has("use_name"),
    emoji: fields.has("emoji"),
    buyers_language: fields.has("buyers_language"),
    max_length: text(fields, "max_length"),
    forbidden: withPhrase(texts(fields, "forbidden"), text(fields, "phrase").trim()).filter(
      (phrase) => phrase !== fields.get("drop"),
    ),
    faq: readFaq(fields),
    saved_replies: replies,
  };
}

function readFaq(fields: URLSearchParams): TypedEntry[] {
  const answers = texts(fields, "faq_answer");
  const dropped = Number(fields.get("drop_faq") ?? NaN);
  return texts(fields, "faq_questions")
    .map((questions, at) => ({ questions, answer: answers[at] ?? "" }))
    .filter(({ questions, answer }, at) => at !== dropped && (questions.trim() !== "" || answer.trim() !== ""));
}

function withPhrase(forbidden: string[], phrase: string): string[] {
  const isKnown = forbidden.some((one) => one.toLowerCase() === phrase.toLowerCase());
  return phrase === "" || isKnown ? forbidden : [...forbidden, phrase];
}

export function readMarks(fields: URLSearchParams): Marks {
  return byKey((key) => fields.get(`mark-${key}`) ?? "");
}

const stored = z.object({
  tone: z.string().nullable(),
  guide: z.string().nullable(),
  signature: z.string().nullable(),
  use_name: z.boolean(),
  emoji: z.boolean(),
  buyers_language: z.boolean(),
  max_length: z.number(),
  forbidden: z.array(z.string()),
  faq: z.array(z.object({ questions: z.array(z.string()), answer: z.string() })),
  saved_replies: z.array(z.object({ name: z.string(), text: z.string() })),
});

/** The form as it is filled in with what counts. */
export function formOf(settings: Settings): VoiceForm {
  const { tone, guide, signature, max_length, faq, ...rest } = stored.parse(byKey((key) => settings[key].value));
  const words = { tone: tone ?? "", guide: guide ?? "", signature: signature ?? "" };
  return { ...rest, ...words, max_length: String(max_length), faq: faq.map(typedEntry) };
}

export function typedEntry({ questions, answer }: FaqEntry): TypedEntry {
  return { questions: questions.join("\n"), answer };
}

export function entryOf({ questions, answer }: TypedEntry): FaqEntry {
  const forms = questions.split("\n").map((form) => form.trim());
  return { questions: forms.filter((form) => form !== ""), answer: answer.trim() };
}

/** The value of a field as the configuration has it; null where nothing is set. */
export function valueOf(form: VoiceForm, key: VoiceKey): unknown {
  if (key === "faq") return form.faq.map(entryOf);
  if (key === "tone" || key === "guide" || key === "signature") return form[key].trim() || null;
  if (key === "max_length") return /^\d{1,6}$/.test(form[key].trim()) ? Number(form[key]) : form[key];
  return form[key];
}

/** The fields that the person has changed since the form was drawn. */
export function changedIn(form: VoiceForm, marks: Marks): VoiceKey[] {
  return VOICE_KEYS.filter((key) => markOf(valueOf(form, key)) !== marks[key] && markOf(form[key]) !== marks[key]);
}

/** What the person has not changed follows what counts now; what they have changed keeps the mark that it started from. */
export function followed(form: VoiceForm, marks: Marks, settings: Settings): { form: VoiceForm; marks: Marks } {
  const typed = new Set(changedIn(form, marks));
  const fresh = formOf(settings);
  return {
    form: byKey((key) => (typed.has(key) ? form[key] : fresh[key])) as unknown as VoiceForm,
    marks: byKey((key) => (typed.has(key) ? marks[key] : settings[key].mark)),
  };
}

export function marksOf(settings: Settings): Marks {
  return byKey((key) => settings[key].mark);
}

export function byKey<T>(one: (key: VoiceKey) => T): Record<VoiceKey, T> {
  return Object.fromEntries(VOICE_KEYS.map((key) => [key, one(key)])) as Record<VoiceKey, T>;
}

/** A value in words: what stands there now, beside what somebody has typed. */
export function inWords(form: VoiceForm, key: VoiceKey, words: { on: string; off: string; empty: string }): string {
  const value = form[key];
  if (typeof value === "boolean") return value ? words.on : words.off;
  if (typeof value === "string") return value || words.empty;
  const lines = value.map((one) => {
    if (typeof one === "string") return one;
    return "name" in one ? `${one.name}: ${one.text}` : `${one.questions}\n— ${one.answer}\n`;
  });
  return lines.join("\n").trim() || words.empty;
}
