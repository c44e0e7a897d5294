import type { ReadAnswers, ShownText } from "./read-answers.ts";
import type { KeyPress } from "./row-commands.ts";
import { selectedId, type State } from "./state.ts";
import type { Reading, View } from "./view.ts";

/** What a person has to know before they decide about an item's answer. */
export interface AnswerState {
  isRead: boolean;
  /** Checks have found something. */
  isDoubtful: boolean;
  /** A person has written the text. */
  isEdited: boolean;
}

/** Everything that is drawn at once. A frame never changes: another one takes its place. */
export interface Frame {
  state: State;
  /** What became of the last command. */
  said: string;
  view: View;
  /** The details of the selected row. */
  detail: Reading | undefined;
  /** The answers in the question to the person, as they were when the question came up. */
  question: readonly Reading[] | undefined;
  /** How the answers stand that a question or a prompt is about. */
  answers: readonly AnswerState[];
  /** An answer of the source is still missing. */
  isPending: boolean;
  /** How many commands had been carried out. */
  settled: number;
}

/** A frame that is on the screen. */
export interface ShownFrame {
  frame: Frame;
  /** The text on the screen that can be scrolled. */
  text: ShownText;
  /** Rows by which a list is paged. */
  page: number;
}

/** The list while it is being fetched. */
const PENDING_VIEW: View = { title: "", columns: [], rows: [], isPending: true };
/** The details or a question while they are being fetched. */
export const PENDING_DETAIL: Reading = { id: "", lines: [{ text: "…", tone: "dim" }], needed: 0, answer: undefined };

/** What was fetched for a frame; undefined is what is missing or not wanted. */
interface Fetched {
  view: View | undefined;
  detail: Reading | undefined;
  question: readonly Reading[] | undefined;
  isPending: boolean;
}

/** Puts a frame together. */
export function frameOf(
  state: State,
  { view = PENDING_VIEW, detail, question, isPending }: Fetched,
  read: ReadAnswers,
  rest: Pick<Frame, "said" | "settled">,
): Frame {
  const answers = state.asked ? answerStates(state.asked.ids, { question, view }, read) : [];
  const shown = detail ?? (isPending ? PENDING_DETAIL : undefined);
  return { ...rest, state, view, detail: shown, question, answers, isPending };
}

/** What a key is judged by: the rows and answers that are on the screen, as they were fetched. */
export function judgedBy(
  { frame, text, page }: ShownFrame,
  state: State,
  read: ReadAnswers,
): Omit<KeyPress, "key" | "text" | "early"> {
  const { rows } = frame.view;
  const ids = idsOf(frame.view);
  const selected = selectedId(state, ids);
  return {
    rows: ids,
    page,
    depth: text.part.depth,
    lead: rows.find(({ id }) => id === selected)?.lead,
    needsYes: (asked) => asked.length > 1 || answerStates(asked, frame, read).some(({ isDoubtful }) => isDoubtful),
    isRead: (id) => answerStates([id], frame, read).every(({ isRead }) => isRead),
  };
}

/** The row that is selected in a frame. */
export function selectedRow({ state, view }: Pick<Frame, "state" | "view">): string | undefined {
  return selectedId(state, idsOf(view));
}

function idsOf({ rows }: View): string[] {
  return rows.map(({ id }) => id);
}

function answerStates(
  ids: readonly string[],
  { question = [], view }: Pick<Frame, "question" | "view">,
  read: ReadAnswers,
): AnswerState[] {
  return ids.map((id) => {
    const fetched = question.find((one) => one.id === id) ?? view.rows.find((one) => one.id === id);
    if (!fetched) return UNKNOWN;
    const { isDoubtful = false, isEdited = false } = fetched.answer ?? {};
    return { isRead: read.has(id, fetched.answer), isDoubtful, isEdited };
  });
}

/** Of a row that was not fetched the worst is assumed. */
const UNKNOWN: AnswerState = { isRead: false, isDoubtful: true, isEdited: false };
