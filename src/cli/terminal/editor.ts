/** Opens an answer in a person's own editor. As in a git commit, notes follow below a line that ends the text. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { safeText } from "../../domain/wording/safe-text.ts";
import { messageOf, UsageError } from "../../base/errors.ts";
import { readUtf8 } from "../../base/files/text.ts";
import type { Item } from "../../store/tables/items.ts";
import type { Texts } from "../../texts/ru/index.ts";

type Environment = Record<string, string | undefined>;

export interface Opened {
  item: Item;
  /** The answer as it is stored. */
  answer: string;
  /** A text that could not be stored, with which the person continues. */
  kept?: string | undefined;
}

/**
 * Opens the editor, and returns what was saved in it; undefined when it was left without saving.
 * @throws UsageError `editor.failed`
 */
export function editText(opened: Opened, { messages }: Texts, env: Environment): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "reputation-"));
  const file = join(folder, `answer-${opened.item.id}.txt`);
  const editor = editorOf(env);
  const notes = notesOn(opened, editor, messages).map((line) => `# ${line}`);
  try {
    const shown = withoutOrders(`${opened.kept ?? opened.answer}\n\n${notes.join("\n")}\n`);
    writeFileSync(file, shown, { mode: 0o600 });
    // The file is backdated, so that anything saved from now on is newer.
    utimesSync(file, 1, 1);
    run(editor, file);
    if (statSync(file).mtimeMs === 1000) return undefined;
    return withoutNotes(readSaved(file, editor).replaceAll(WORD_JOINER, "").split(/\r?\n/), notes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Is not seen, and is no part of any answer. */
const WORD_JOINER = "\u2060";

/** Editors obey lines in the texts they open: vim `vim: set …`, Emacs `-*- … -*-` and "Local Variables:". */
function withoutOrders(text: string): string {
  return text.replace(/\b(vim?|ex)(?=[<=>]?\d*:)|-(?=\*-)|\bLocal(?= Variables:)/gi, `$&${WORD_JOINER}`);
}

/** Many times the longest answer a marketplace takes, with its notes. */
const MOST_BYTES = 1024 * 1024;

function readSaved(file: string, editor: string): string {
  try {
    return readUtf8(file, MOST_BYTES);
  } catch (error) {
    throw new UsageError(`what "${editor}" has saved cannot be read: ${messageOf(error)}`, { code: "editor.failed" });
  }
}

/** An answer may contain # lines of its own, so without the end line only the notes that we wrote are removed. */
function withoutNotes(lines: string[], notes: string[]): string {
  const end = lines.findIndex((line) => line.trim() === notes[0]);
  const kept = end < 0 ? lines.filter((line) => !notes.includes(line)) : lines.slice(0, end);
  return kept.join("\n").trim();
}

/** The person's chosen editor, else nano if it is installed, because it shows on the screen how to leave it. */
export function editorOf(env: Environment): string {
  return env["VISUAL"] || env["EDITOR"] || (isInPath("nano", env) ? "nano" : "vi");
}

function isInPath(program: string, env: Environment): boolean {
  return (env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

/** The line that ends the answer, then the buyer's words, the current answer, and how to leave vi. */
function notesOn({ item, answer, kept }: Opened, editor: string, messages: Texts["messages"]): string[] {
  const [program = ""] = editor.trim().split(/\s+/);
  const said = [item.client_text, item.pros && `+ ${item.pros}`, item.cons && `− ${item.cons}`];
  return [
    messages.editNotes,
    ...(/^n?vim?$/.test(basename(program)) ? [messages.leaveVi] : []),
    ...safeText(said.filter(Boolean).join("\n")).split("\n"),
    ...(kept === undefined ? [] : [messages.editKept, ...safeText(answer).split("\n")]),
  ];
}

/**
 * The editor's name may contain options ("code --wait"), so a shell splits it. Node hands its own confinement down in
 * NODE_OPTIONS, which is not meant for the editor.
 */
function run(editor: string, file: string): void {
  const script = `NODE_OPTIONS="$2"; ${editor} "$1"`;
  const words = ["-c", script, "sh", file, process.env["NODE_OPTIONS"] ?? ""];
  const { status, error } = spawnSync("/bin/sh", words, { stdio: "inherit" });
  if (!error && status === 0) return;
  throw new UsageError(`the editor "${editor}" failed`, {
    code: "editor.failed",
    hint: "Set $EDITOR, or give --text",
  });
}
