/** The lines around the list: the names of the screens above it, the status and the keys below it. */
import { textWidth } from "../base/text-width.ts";
import { safeText } from "../domain/wording/safe-text.ts";
import type { Texts } from "../texts/ru/index.ts";
import type { AnswerState, Frame } from "./frame.ts";
import { BINDINGS, SCREENS, type Command } from "./keys.ts";
import { filterOf, type State } from "./state.ts";
import type { Line, View } from "./view.ts";

/** The screens by number. */
export function tabs({ screen }: State, texts: Texts): string {
  return SCREENS.map((name, i) => {
    const tab = `${i + 1} ${texts.screens[name]}`;
    return name === screen ? `[${tab}]` : ` ${tab} `;
  }).join("");
}

/** The status: what became of the last command, a question, the text being typed, or what is listed. */
export function statusLines({ state, view, said, answers }: Frame, texts: Texts): Line[] {
  if (state.mode === "filter") return [filterLine(state, view, texts)];
  const standing: Line = { text: safeText(standingOf(state, view, texts)), tone: "dim" };
  const news = [...newsOf(state, said, texts), ...questionOf(state, answers, texts)];
  const isChosen = filterOf(state) !== "" || marks(state, view, texts.words) !== "";
  // Marks and the filter are always in sight, because they say what a key is for.
  return news.length === 0 || (isChosen && state.mode === "browse") ? [...news, standing] : news;
}

function newsOf({ notice }: State, said: string, { messages }: Texts): Line[] {
  const news: Line[] = said === "" ? [] : [{ text: safeText(said), tone: /^[✗!]/.test(said) ? "bad" : "good" }];
  return notice === null ? news : [...news, { text: `! ${messages[notice]}`, tone: "warn" }];
}

function questionOf({ mode, input, asked }: State, answers: readonly AnswerState[], { messages }: Texts): Line[] {
  if (mode === "confirm") {
    const read = answers.filter(({ isRead }) => isRead).length;
    return [{ text: messages.confirm(read, answers.length), tone: "warn" }];
  }
  if (mode !== "instructions") return [];
  const several = answers.length > 1 ? ` (${answers.length})` : "";
  const prompt: Line = { text: `${promptOf(asked?.command, messages)}${several}: ${safeText(input)}▏`, tone: "good" };
  if (asked?.command !== "regenerate") return [prompt];
  const isEdited = answers.some((answer) => answer.isEdited);
  return isEdited ? [{ text: `! ${messages.editReplaced}`, tone: "warn" }, prompt] : [prompt];
}

function promptOf(command: Command | undefined, { instructions, skipReason, handOn }: Texts["messages"]): string {
  if (command === "skip") return skipReason;
  return command === "escalate" ? handOn : instructions;
}

function filterLine({ input }: State, { note = "" }: View, { messages }: Texts): Line {
  return { text: `${messages.filter}: ${safeText(input)}▏  ${note}`, tone: "good" };
}

/** What is listed, by which filter, and how much of it is marked. */
function standingOf(state: State, view: View, { words }: Texts): string {
  const filter = filterOf(state);
  const parts = [filter && `/${filter}`, marks(state, view, words), (filter && view.note) || view.title];
  return parts.filter(Boolean).join(" · ") || " ";
}

function marks({ screen, marked }: State, { rows }: View, words: Texts["words"]): string {
  if (screen !== "inbox" || marked.length === 0) return "";
  const listed = marked.filter((id) => rows.some((row) => row.id === id)).length;
  const hidden = marked.length - listed;
  return `${words.marked}: ${listed}${hidden > 0 ? ` (${words.hidden}: ${hidden})` : ""}`;
}

const EVERYWHERE: readonly Command[] = ["filter", "open", "help", "back"];

/** The keys that matter now, in as many lines as they need: nobody finds a key that is cut off. */
export function keyLines({ mode, screen }: State, texts: Texts, width: number): string[] {
  const { hints } = texts;
  if (mode === "confirm") return joined(hints.confirm, width);
  if (mode === "help") return joined(hints.help, width);
  if (mode !== "browse") return joined(hints.typing, width);
  const own = BINDINGS.filter(({ on, rare }) => on?.includes(screen) && !rare);
  const shown = [...own, ...BINDINGS.filter(({ command }) => EVERYWHERE.includes(command))];
  const keys = shown.map(({ keys: [key = ""], command }) => {
    return `${key} ${texts.keys[command === "back" && screen === "overview" ? "quit" : command]}`;
  });
  return joined(keys, width);
}

function joined(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = [lines.at(-1), part].filter(Boolean).join("  ");
    if (lines.length > 0 && textWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}
