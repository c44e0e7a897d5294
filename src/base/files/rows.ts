/** A row of a file with a table, with its number there, from 1. */
export interface Row {
  line: number;
  cells: string[];
}
