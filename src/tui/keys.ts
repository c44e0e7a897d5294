/** The one table of keys: what each does, and on which screens. The help and the footer are made from it. */
import type { Texts } from "../texts/ru/index.ts";

export const SCREENS = ["overview", "inbox", "queue", "schedule", "errors", "marketplaces", "products"] as const;
export type Screen = (typeof SCREENS)[number];
export type Command = keyof Texts["keys"];

export interface Binding {
  /** As `keyName` says them. */
  keys: readonly string[];
  command: Command;
  /** The screens it works on; all of them when absent. */
  on?: readonly Screen[];
  /** It stands in the help only: below the list there is no room for every key. */
  rare?: true;
}

/** No key that reaches buyers may be the shifted form of a key that moves. */
export const BINDINGS: readonly Binding[] = [
  { keys: ["a"], command: "approve", on: ["inbox"] },
  { keys: ["e"], command: "edit", on: ["inbox"] },
  { keys: ["s"], command: "skip", on: ["inbox"] },
  { keys: ["t"], command: "escalate", on: ["inbox"] },
  { keys: ["S"], command: "skipWhy", on: ["inbox"], rare: true },
  { keys: ["T"], command: "escalateTo", on: ["inbox"], rare: true },
  { keys: ["d"], command: "regenerate", on: ["inbox"] },
  { keys: ["u"], command: "undo", on: ["inbox"] },
  { keys: ["space"], command: "mark", on: ["inbox"] },
  { keys: ["R"], command: "retry", on: ["inbox", "queue", "errors"] },
  { keys: ["x"], command: "cancel", on: ["queue"] },
  { keys: ["n"], command: "run", on: ["schedule"] },
  { keys: ["p"], command: "pause", on: ["schedule"] },
  { keys: ["/"], command: "filter" },
  { keys: ["enter"], command: "open" },
  { keys: ["?"], command: "help" },
  { keys: ["q", "escape"], command: "back" },
  { keys: ["ctrl-c"], command: "quit" },
  { keys: ["1", "2", "3", "4", "5", "6", "7"], command: "screen" },
  { keys: ["tab", "right"], command: "next" },
  { keys: ["shift-tab", "left"], command: "previous" },
  { keys: ["j", "down"], command: "down" },
  { keys: ["k", "up"], command: "up" },
  { keys: ["g", "home"], command: "first" },
  { keys: ["G", "end"], command: "last" },
  { keys: ["pagedown"], command: "pageDown" },
  { keys: ["pageup"], command: "pageUp" },
  { keys: ["r"], command: "refresh" },
];

/** Whether a binding works on a screen. */
export function worksOn({ on }: Binding, screen: Screen): boolean {
  return on === undefined || on.includes(screen);
}

/** The command of a key on a screen; `elsewhere` when it has one on other screens only. */
export function commandOf(key: string, screen: Screen): Command | "elsewhere" | undefined {
  const bound = BINDINGS.filter(({ keys }) => keys.includes(key));
  if (bound.length === 0) return undefined;
  return bound.find((binding) => worksOn(binding, screen))?.command ?? "elsewhere";
}

/** The flags of a key press that have a name here. */
const NAMED = {
  return: "enter",
  escape: "escape",
  upArrow: "up",
  downArrow: "down",
  leftArrow: "left",
  rightArrow: "right",
  pageUp: "pageup",
  pageDown: "pagedown",
  home: "home",
  end: "end",
  backspace: "backspace",
  delete: "backspace",
} as const;

/** Keys by what they type on a Russian keyboard, so that nobody has to switch for a command. */
const RUSSIAN = new Map(
  Array.from("фуыевгкКчтзнолпПй.,ЫЕ", (letter, i) => [letter, "aestdurRxnpyjkgGq/?ST"[i] ?? letter]),
);

export type Pressed = Partial<Record<keyof typeof NAMED | "tab" | "shift" | "ctrl", boolean>>;

/** Names a key press: `a`, `enter`, `shift-tab`, `ctrl-c`. */
export function keyName(input: string, pressed: Pressed): string {
  if (pressed.tab) return pressed.shift ? "shift-tab" : "tab";
  for (const [flag, name] of Object.entries(NAMED)) if (pressed[flag as keyof typeof NAMED]) return name;
  if (pressed.ctrl) return `ctrl-${input}`;
  return SPELLED[input] ?? RUSSIAN.get(input) ?? input;
}

/** Keys by what they type when several of them arrive as one text. */
const SPELLED: Record<string, string> = { " ": "space", "\r": "enter", "\t": "tab", "\u007F": "backspace" };

/** One press of a key. */
export interface Press {
  /** As `keyName` says it. */
  key: string;
  /** What it types. */
  text: string;
}

/**
 * Takes apart what arrived at once. When somebody types faster than a slow terminal or a busy machine can follow, several
 * keys arrive as one text: a word, the Enter after it, and the commands that follow.
 */
export function pressesIn(input: string, pressed: Pressed & { meta?: boolean }): Press[] {
  const text = pressed.ctrl || pressed.meta ? "" : input;
  const letters = Array.from(text.replaceAll(/\r\n|\n/g, "\r"));
  if (letters.length <= 1) return [{ key: keyName(input, pressed), text }];
  return letters.map((letter) => ({ key: keyName(letter, {}), text: letter === "\t" ? " " : letter }));
}
