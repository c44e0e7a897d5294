/** What a screen shows, as plain data. The screens make it, the components draw it. */
import type { Lead } from "./state.ts";

/** How a line is meant. Colour is never the only sign of it. */
export type Tone = "plain" | "dim" | "good" | "bad" | "warn" | "title";

export interface Line {
  text: string;
  tone: Tone;
}

export interface Column {
  title: string;
  /** In columns of the terminal: fixed, or as wide as the widest cell up to `most`, or all that is left. */
  width: number | { most: number } | "rest";
  /** It may be left out when the window is so narrow that the last column could not be read. */
  spare?: true;
}

export interface Row {
  /** Stays the same when the list is fetched again, so that the selection stays on its row. */
  id: string;
  cells: string[];
  tone: Tone;
  /** Where Enter leads, when the row has no details. */
  lead?: Lead;
  /** The answer that a person decides about; undefined when there is none. */
  answer?: Answer | undefined;
}

/** An answer as it was fetched, with what a person has to know before they decide about it. */
export interface Answer {
  text: string;
  version: number;
  /** Checks have found something. */
  isDoubtful: boolean;
  /** A person has written the text. */
  isEdited: boolean;
}

export interface View {
  /** What there is, in a few words. */
  title: string;
  columns: Column[];
  rows: Row[];
  /** How many rows the filter has left. */
  note?: string;
  /** Why nothing could be read. */
  trouble?: Line[];
  /** The rows are on their way. */
  isPending?: true;
}

/** How times are said: `3m 10s ago`, `in 40s`, and spans. */
export interface Times {
  relative(ms: number | null): string;
  /** In one unit, for a column: `3m ago`. */
  about(ms: number | null): string;
  span(ms: number): string;
  /** Date and time of day, in the business time zone. */
  exact(ms: number): string;
}

/** A text for a person to read, with the answer that they decide about. */
export interface Reading {
  id: string;
  lines: Line[];
  /** The answer has been read when this many lines, counted from the first, have been. */
  needed: number;
  /** The answer itself; undefined when there is none. */
  answer: Answer | undefined;
}
