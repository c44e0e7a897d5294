import type { Migration } from "./index.ts";

/** What a poll failed with is told to managers in a sentence of their language, found by the error's code. */
export const pollErrorCodes: Migration = {
  version: 7,
  sql: `alter table polling_state add column last_poll_error_code text;`,
};
