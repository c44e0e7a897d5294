import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Desk } from "../desk/desk.ts";
import type { Texts } from "../texts/ru/index.ts";
import type { Filter } from "./filter.ts";
import type { Line, Reading, Times, View } from "./view.ts";

/** What one screen asks the desk for, in the words of a manager. */
export interface ScreenSource {
  /** The rows that the filter leaves. */
  list(filter: Filter): Promise<View>;
  /** Everything about a row; without lines when there is nothing more to say. */
  detail(id: string): Promise<Reading>;
}

/** What a screen is made with. */
export interface ScreenParts {
  desk: Desk;
  clock: Clock;
  config: Config;
  texts: Texts;
  times: Times;
}

/** Rows that a list has at most. */
export const PAGE = 100;

/** Details without an answer to decide about. */
export function readingOf(id: string, lines: Line[]): Reading {
  return { id, lines, needed: 0, answer: undefined };
}
