import { en } from "./en/index.ts";
import { ru, type Texts } from "./ru/index.ts";

export type { Texts } from "./ru/index.ts";

const CATALOGUES = { ru, en } satisfies Record<string, Texts>;

/** The catalogue of a language. */
export function textsOf(locale: keyof typeof CATALOGUES): Texts {
  return CATALOGUES[locale];
}
