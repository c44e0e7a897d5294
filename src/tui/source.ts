import type { Texts } from "../texts/ru/index.ts";
import type { Filter } from "./filter.ts";
import type { Screen } from "./keys.ts";
import type { Effect } from "./state.ts";
import type { Reading, View } from "./view.ts";

/** Where the screens take what they show, and what they can do. */
export interface Source {
  texts: Texts;
  /** Unix ms. */
  now(): number;
  /** Changes when something was committed. */
  version(): number;
  /** The rows that the filter leaves. */
  view(screen: Screen, filter: Filter): View;
  /** Beside the list; without lines when there is nothing more to say. */
  detail(screen: Screen, id: string): Reading;
  /** The answers that would go out, for a person to read before they say yes. */
  answers(ids: readonly string[]): Reading[];
  /** This answer has been on the screen, whole. @returns whether that is new */
  read(id: string, answer: string): boolean;
  /** What a person has to know before they decide about an item's answer. */
  answerState(id: string): AnswerState;
  /** Carries out a command, row by row; one that fails does not keep the others from it. */
  act(screen: Screen, effect: Effect): Promise<Outcome>;
}

export interface AnswerState {
  isRead: boolean;
  /** Checks have found something. */
  isDoubtful: boolean;
  /** A person has written the text. */
  isEdited: boolean;
}

/** What became of a command: in words, and the rows it succeeded for. */
export interface Outcome {
  said: string;
  done: readonly string[];
}
