import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { editorOf, editText } from "../../../src/cli/terminal/editor.ts";
import type { Item } from "../../../src/store/tables/items.ts";
import { textsOf } from "../../../src/texts/texts.ts";
import { tempFolder } from "../../support/temp.ts";

const ITEM = { id: 7, client_text: "Хорошо", pros: null, cons: null } as Item;

/** A program in a folder of its own. */
function programIn(name: string, script: string): string {
  const folder = tempFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

test("the editor is the one the person has configured, else nano if installed, else vi", () => {
  const nano = programIn("nano", "");
  const notOurs = tempFolder();
  mkdirSync(join(notOurs, "bin"));
  writeFileSync(join(notOurs, "nano"), "", { mode: 0o600 });
  expect(editorOf({ VISUAL: "code --wait", EDITOR: "ed", PATH: nano })).toBe("code --wait");
  expect(editorOf({ VISUAL: "", EDITOR: "ed", PATH: nano })).toBe("ed");
  expect(editorOf({ PATH: `${notOurs}:${nano}` })).toBe("nano");
  expect(editorOf({ PATH: join(notOurs, "bin") })).toBe("vi");
  expect(editorOf({ EDITOR: "", PATH: "" })).toBe("vi");
  expect(editorOf({})).toBe("vi");
});

describe("the notes", () => {
  /** What an editor of this name is shown. */
  function shown(editor: string, kept?: string, locale: "ru" | "en" = "ru"): string {
    const folder = programIn("vim.sh", "");
    for (const name of ["vi", "vim", "nano"]) {
      writeFileSync(join(folder, name), `#!/bin/sh\nfor file; do :; done; cp "$file" "${folder}/seen"\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const opened = { item: ITEM, answer: "Спасибо!", kept };
    expect(editText(opened, textsOf(locale), { EDITOR: `${folder}/${editor}` })).toBeUndefined();
    return readFileSync(join(folder, "seen"), "utf8");
  }

  test("say how to leave vi, and say nothing of the kind for other editors", () => {
    const words =
      "# Записать и выйти: Esc, потом :wq и Enter. Выйти, ничего не меняя: Esc, потом :q! и Enter.\n# Хорошо";
    expect(shown("vi")).toContain(words);
    expect(shown("vim -n")).toContain(words);
    expect(shown("nano")).not.toContain(":q!");
    expect(shown("vi", undefined, "en")).toContain("# Save and leave: Esc, then :wq and Enter.");
  });

  test("show the current answer to whoever continues with a text of their own", () => {
    expect(shown("nano", "Моё")).toMatch(/^Моё\n\n# Эта строка .*\n# Хорошо\n# Выше ваш текст.*\n# Спасибо!\n$/);
    expect(shown("nano")).toMatch(/^Спасибо!\n\n# Эта строка .*\n# Хорошо\n$/);
  });
});

test("the saved text is read without the notes, even when it is unchanged", () => {
  const folder = programIn("touched", `cp "$1" "$1.new"; mv "$1.new" "$1"`);
  const opened = { item: ITEM, answer: "Спасибо!", kept: "Моё" };
  expect(editText(opened, textsOf("ru"), { EDITOR: join(folder, "touched") })).toBe("Моё");
});

test.each(["crlf", "unix"])(
  "answer lines that start with # are kept when the editor saves with %s line ends",
  (way) => {
    const ends = way === "crlf" ? String.raw`sed 's/$/\r/'` : "cat";
    const script = `{ printf '#1 в продаже\n# по отзывам\n'; cat "$1"; } | ${ends} > "$1.new"; mv "$1.new" "$1"`;
    const env = { EDITOR: join(programIn("added", script), "added") };
    const text = editText({ item: ITEM, answer: "Спасибо!" }, textsOf("ru"), env);
    expect(text).toBe("#1 в продаже\n# по отзывам\nСпасибо!");
  },
);

test("a note never gets into the answer, even when the line above the notes was deleted", () => {
  const script = `grep -v 'Эта строка' "$1" > "$1.new"; echo '#спасибо' >> "$1.new"; mv "$1.new" "$1"`;
  const env = { EDITOR: join(programIn("cut", script), "cut") };
  const item = { ...ITEM, client_text: "Хорошо\n\nНо дорого" };
  expect(editText({ item, answer: "Спасибо!", kept: "Моё" }, textsOf("ru"), env)).toBe("Моё\n\n#спасибо");
});

test("an editor that fails is reported to the person", () => {
  const env = { EDITOR: join(programIn("broken", "exit 3"), "broken") };
  expect(() => editText({ item: ITEM, answer: "Спасибо!" }, textsOf("ru"), env)).toThrow(/the editor .* failed/);
});

test("no line of a buyer or of a model gives the editor an order, and the text that is saved has nothing of that", () => {
  const folder = programIn("editor", `for file; do :; done; cp "$file" "$(dirname "$0")/seen"; touch "$file"`);
  const orders = "vim: set noma:\n vi:tw=3\nex: ro\nvim>700: x\n-*- mode: sh -*-\nLocal Variables:\neval: (x)\nEnd:";
  const item = { ...ITEM, client_text: orders };
  const saved = editText({ item, answer: `${orders}\nКонец` }, textsOf("ru"), { EDITOR: `${folder}/editor` });
  const seen = readFileSync(join(folder, "seen"), "utf8");
  expect(seen).not.toMatch(/\b(?:vim?|ex)[<=>]?\d*:|-\*-|Local Variables:/);
  expect(saved).toBe(`${orders}\nКонец`);
});
