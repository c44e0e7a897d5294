import type { Trial } from "../../tasks/drafting/trial.ts";
import type { GoodAnswer } from "../../desk/examples-api.ts";
import type { View } from "../parts.ts";
import type { FileRead } from "./faq-file.ts";
import type { Marks, Settings, VoiceForm, VoiceKey } from "./form.ts";

/** An item that a voice can be tried on. */
export interface Sample {
  id: number;
  /** Stars, or that it is a question. */
  what: string;
  product: string;
  words: string;
}

/** Why a field is not saved, and with a conflict what stands there now. */
export interface FieldTrouble {
  message: string;
  theirs?: string | undefined;
}

export interface VoiceProps {
  view: View;
  /** The address of the pages of the voices. */
  base: string;
  /** Of which cell the voice is; undefined in a single daemon. */
  cell: string | undefined;
  brand: { id: string; name: string };
  /** The brands that the person sees. */
  brands: readonly { id: string; name: string }[];
  settings: Settings;
  form: VoiceForm;
  marks: Marks;
  troubles: Partial<Record<VoiceKey, FieldTrouble>>;
  mayEdit: boolean;
  samples: readonly Sample[];
  /** Whether a trial costs tokens. */
  costs: boolean;
  tried: { item: number; result: Trial | { cannot: "busy" } } | null;
  /** What a file with a FAQ has given; null when none was read. */
  fileRead: FileRead | null;
  /** The answers that drafts are written after, and how many there are. */
  examples: { answers: readonly GoodAnswer[]; total: number };
  /** What is known about a product; null when nobody asked. */
  looked: { sku: string; facts: string | null } | null;
  wasSaved: boolean;
}
