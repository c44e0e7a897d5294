/** What a screen shows, as plain data: the screens make it, the parts draw it. */
import type { Lead } from "./state.ts";

/** How a line is meant; never told by colour alone. */
export type Tone = "plain" | "dim" | "good" | "bad" | "warn" | "title";

export interface Line {
  text: string;
  tone: Tone;
}

export interface Column {
  title: string;
  /** Columns of the terminal; as many as the widest cell takes, up to `most`; one column may take the rest. */
  width: number | { most: number } | "rest";
  /** Left out where the column that takes the rest would be too narrow to read. */
  spare?: true;
}

export interface Row {
  /** Stays the same across refreshes: the selection follows it. */
  id: string;
  cells: string[];
  tone: Tone;
  /** Where Enter leads, when not to details. */
  lead?: Lead;
  /** The answer that a person decides about; undefined when there is none. */
  answer?: Answer | undefined;
}

/** An answer as it was fetched, with what a person has to know before they decide about it. */
export interface Answer {
  text: string;
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
  /** What there is to say of the rows that the filter left. */
  note?: string;
  /** Why there is nothing to see. */
  trouble?: Line[];
  /** The rows are on their way. */
  isPending?: true;
  /** There is more to see, in so many milliseconds. */
  again?: number;
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

/** A text that a person has to read before they decide on it. */
export interface Reading {
  id: string;
  lines: Line[];
  /** How many of the lines, from the first, it takes to have read the answer. */
  needed: number;
  /** The answer itself; undefined when there is none. */
  answer: Answer | undefined;
}
