import { messageOf } from "../base/errors.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { Texts } from "../texts/ru/index.ts";
import type { State } from "./state.ts";
import type { Answer, Reading, View } from "./view.ts";

/** What a person has to know before they decide about an item's answer. */
export interface AnswerState {
  isRead: boolean;
  /** Checks have found something. */
  isDoubtful: boolean;
  /** A person has written the text. */
  isEdited: boolean;
}

/** What is drawn at once: what the screens remember, and what was fetched for it. Never changed: another takes its place. */
export interface Frame {
  state: State;
  /** What became of the last command. */
  said: string;
  view: View;
  /** The details of the selected row. */
  detail: Reading | undefined;
  /** The answers that are asked about, as they were when it was asked. */
  question: readonly Reading[] | undefined;
  /** How they stand. */
  answers: readonly AnswerState[];
  /** Something of it is still being fetched. */
  isPending: boolean;
  /** Counts the commands that have been carried out. */
  settled: number;
}

/** As long as a list is on its way. */
export const PENDING_VIEW: View = { title: "", columns: [], rows: [], isPending: true };
/** As long as the details are. */
export const PENDING_DETAIL: Reading = { id: "", lines: [{ text: "…", tone: "dim" }], needed: 0, answer: undefined };

/** What is known of an answer; of one that is not known the worst. */
export function answerState(answer: Answer | undefined, isRead: boolean): AnswerState {
  return { isRead, isDoubtful: answer?.isDoubtful ?? true, isEdited: answer?.isEdited ?? false };
}

/** A database that cannot be read at the moment, a row that is gone meanwhile: the screens go on, and say so. */
export function unreadable(error: unknown, { messages }: Pick<Texts, "messages">): Reading {
  return {
    id: "",
    lines: [{ text: `✗ ${messages.unreadable}: ${safeLine(messageOf(error))}`, tone: "bad" }],
    needed: 1,
    answer: undefined,
  };
}
