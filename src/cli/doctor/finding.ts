import { safeLine, safeText } from "../../domain/wording/safe-text.ts";
import type { Context } from "../context.ts";

/** One line of `doctor`. */
export interface Finding {
  /** What was looked at: `wb-main`, `database`. */
  subject: string;
  state: "ok" | "warning" | "failed";
  /** What was found. */
  message: string;
  /** What to do about it; null when nothing. */
  remedy: string | null;
}

export function ok(subject: string, message: string): Finding {
  return { subject, state: "ok", message, remedy: null };
}

export function warning(subject: string, message: string, remedy: string | null = null): Finding {
  return { subject, state: "warning", message, remedy };
}

export function failed(subject: string, message: string, remedy: string | null): Finding {
  return { subject, state: "failed", message, remedy };
}

const SUBJECT_WIDTH = 14;
const SIGNS = { ok: ["green", "✓"], warning: ["yellow", "!"], failed: ["red", "✗"] } as const;

/** For a person: one line, and the remedy under it. */
export function inWords({ subject, state, message, remedy }: Finding, { paint }: Pick<Context, "paint">): string {
  const [style, sign] = SIGNS[state];
  const line = `${paint(style, sign)} ${safeLine(subject).padEnd(SUBJECT_WIDTH)}  ${safeText(message)}`;
  return remedy === null ? line : `${line}\n${" ".repeat(SUBJECT_WIDTH + 4)}→ ${safeText(remedy)}`;
}
