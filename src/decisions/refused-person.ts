import { RefusedDecision, type DecisionTexts } from "../domain/refused-decision.ts";

/** The codes about people whose sentence needs no value. */
type Code = {
  [K in keyof DecisionTexts]: K extends `${"contact" | "identity" | "link" | "password" | "person"}.${string}`
    ? DecisionTexts[K] extends string
      ? K
      : never
    : never;
}[keyof DecisionTexts];

export function refused(message: string, { code, hint }: { code: Code; hint?: string }): RefusedDecision {
  return new RefusedDecision(message, { code, say: ({ decisions }) => decisions[code], hint });
}
