/** What the buttons of a card do, as it is stored: `pass:3:12` hands on for the fourth reason to the person with id 12. */

export const AGAIN_WISHES = 4;
export const SKIP_REASONS = 3;
export const PASS_REASONS = 5;

/**
 * `menu`: other buttons in place of these; `again`, `skip`, `pass`: which wish or reason, and to whom; null: any senior;
 * `keep`: the answer becomes again what it was in that version.
 */
export type CardAction =
  | { do: "approve" | "undo" }
  | { do: "menu"; menu: "" | "again" | "skip" | "pass" | `pass:${number}` }
  | { do: "again" | "skip"; which: number }
  | { do: "pass"; which: number; to: number | null }
  | { do: "keep"; version: number };

export function actionText(action: CardAction): string {
  switch (action.do) {
    case "approve":
    case "undo":
      return action.do;
    case "menu":
      return `menu/${action.menu}`;
    case "again":
    case "skip":
      return `${action.do}:${action.which}`;
    case "pass":
      return `pass:${action.which}:${action.to ?? "any"}`;
    case "keep":
      return `keep:${action.version}`;
  }
}

/** @returns undefined for what another version of the program has written */
export function actionOf(text: string): CardAction | undefined {
  if (text === "approve" || text === "undo") return { do: text };
  const menu = /^menu\/(|again|skip|pass|pass:\d+)$/.exec(text)?.[1];
  if (menu !== undefined) return { do: "menu", menu: menu as "" };
  const [what, which, to] = text.split(":");
  const number = Number(which);
  if (!Number.isInteger(number)) return undefined;
  if (what === "again" || what === "skip") return { do: what, which: number };
  if (what === "keep") return { do: what, version: number };
  if (what !== "pass" || to === undefined) return undefined;
  return { do: what, which: number, to: to === "any" ? null : Number(to) };
}
