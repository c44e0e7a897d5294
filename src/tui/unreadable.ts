import { messageOf } from "../base/errors.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { Texts } from "../texts/ru/index.ts";
import type { Reading } from "./view.ts";

/** What is shown in place of something that cannot be read: the database is out of reach, or the row is gone. */
export function unreadable(error: unknown, { messages }: Pick<Texts, "messages">): Reading {
  return {
    id: "",
    lines: [{ text: `✗ ${messages.unreadable}: ${safeLine(messageOf(error))}`, tone: "bad" }],
    needed: 1,
    answer: undefined,
  };
}
