/** Behaviour that needs a real terminal: raw mode, signals, the window size, an editor. All the rest is in test/tui. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDb } from "../../src/store/db.ts";
import { answerText, responseOf, saveEdit } from "../../src/store/tables/responses.ts";
import { BINARY } from "../support/binary.ts";
import { HAS_TERMINALS, openTerminal, type Terminal } from "../support/pty.ts";
import { SHOP, storeItems } from "../support/screens.ts";
import { tempFolder } from "../support/temp.ts";

/** A folder with a configuration, and a database in which an item waits for a person. */
async function openShop(): Promise<string> {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), SHOP);
  const db = openDb(join(cwd, "reputation.db"));
  await db.write((tx) => storeItems(tx, [{}]));
  db.close();
  return cwd;
}

async function openScreens(cwd: string, more: Partial<Parameters<typeof openTerminal>[1]> = {}): Promise<Terminal> {
  const terminal = openTerminal(["status"], { cwd, ...more });
  await terminal.shows("[1 Обзор]");
  return terminal;
}

/** After this many milliseconds the same key counts as another press. */
const REPEAT_MS = 350;
/** After a key that was ignored, keys count again only after a pause this long. */
const REFUSED_MS = 700;

/** Presses a decision key, and presses it again, as a person would, when it came too early and was ignored. */
async function decide(terminal: Terminal, key: string, isTaken: () => boolean): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    await new Promise((resolve) => setTimeout(resolve, tries === 0 ? REPEAT_MS : REFUSED_MS));
    terminal.type(key);
    const isRefused = (): boolean => terminal.screen.text().includes("! Клавиша не учтена");
    await expect.poll(() => isTaken() || isRefused(), { interval: 20 }).toBe(true);
    if (isTaken()) return;
  }
}

describe.skipIf(!HAS_TERMINALS)("a terminal that shows the screens", () => {
  const WAYS_OUT: readonly [name: string, leave: (terminal: Terminal) => void, code: number][] = [
    ["q", (terminal) => terminal.type("q"), 0],
    ["SIGINT", (terminal) => terminal.signal("SIGINT"), 130],
    ["SIGTERM", (terminal) => terminal.signal("SIGTERM"), 143],
    ["SIGHUP", (terminal) => terminal.signal("SIGHUP"), 129],
  ];

  const RESTORED = { alternate: false, cursorVisible: true, marksPaste: false, foreign: [] };

  test("is as it was before after q and each signal that ends the program", async () => {
    const leaveBy = async ([name, leave, code]: (typeof WAYS_OUT)[number]): Promise<void> => {
      const terminal = await openScreens(await openShop());
      expect(terminal.screen, name).toMatchObject({ alternate: true, cursorVisible: false });
      // The screens read keys only from this point on.
      await expect.poll(() => terminal.screen.marksPaste).toBe(true);
      leave(terminal);
      const left = await terminal.ended();
      expect(left, name).toMatchObject({ code, after: left.before });
      expect(terminal.screen, name).toMatchObject(RESTORED);
      expect(terminal.screen.text(), name).toBe("");
    };
    await Promise.all(WAYS_OUT.map(leaveBy));
  });

  // NODE_OPTIONS injects the fault, and the binary ignores that variable.
  test.skipIf(BINARY)("is restored after the program crashes, and shows the error", async () => {
    const cwd = await openShop();
    writeFileSync(join(cwd, "fault.cjs"), `process.once("SIGUSR2", () => { throw new Error("the sky fell"); });`);
    const terminal = await openScreens(cwd, { env: { NODE_OPTIONS: `--require ${join(cwd, "fault.cjs")}` } });
    terminal.signal("SIGUSR2");
    const left = await terminal.ended();
    expect(left.code).toBe(1);
    expect(left.after).toBe(left.before);
    expect(terminal.screen).toMatchObject(RESTORED);
    expect(terminal.screen.text()).toContain("the sky fell");
  });

  test("is coloured, restored for the editor and taken over again, and as it was before after Ctrl-C", async () => {
    const cwd = await openShop();
    const editor = `stty -a > "${cwd}/stty"; cp "$1" "${cwd}/notes"; echo "Другой ответ" > "$1"`;
    writeFileSync(join(cwd, "editor"), editor);
    const terminal = await openScreens(cwd, { env: { EDITOR: `sh ${cwd}/editor` } });
    terminal.type("2");
    await terminal.shows("› 1");
    expect([...terminal.screen.styles]).toContain("7");
    await decide(terminal, "e", () => existsSync(join(cwd, "notes")));
    await terminal.shows("✓ #1");
    terminal.type("\r");
    await terminal.shows("Другой ответ");
    expect(terminal.screen).toMatchObject({ alternate: true, foreign: [], overflows: [] });
    expect(readFileSync(join(cwd, "notes"), "utf8")).toMatch(/^Спасибо за отзыв 0!\n\n# Эта строка .*\n# Молния/u);
    terminal.type("\u0003");
    const left = await terminal.ended();
    expect(left).toMatchObject({ code: 130, after: left.before });
    expect(terminal.screen).toMatchObject(RESTORED);
    expect(terminal.screen.text()).toBe("");
    expect(readFileSync(join(cwd, "stty"), "utf8").trim()).toBe(left.before);
  });

  test("may be resized, where CI is set, too, and ends the program when it goes away", async () => {
    const terminal = await openScreens(await openShop(), { env: { CI: "true" } });
    for (const [columns, rows] of [
      [120, 40],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      await expect.poll(() => terminal.screen.lines()[rows - 2]).toContain("q выход");
    }
    terminal.hangUp();
    await expect.poll(() => terminal.isAlive()).toBe(false);
  });

  test("has no colours with NO_COLOR", async () => {
    const terminal = await openScreens(await openShop(), { env: { NO_COLOR: "1" } });
    terminal.type("2");
    await terminal.shows("› 1");
    expect([...terminal.screen.styles]).toEqual([]);
  });

  test("keeps its normal screen buffer for a screen reader", async () => {
    const terminal = await openScreens(await openShop(), { env: { INK_SCREEN_READER: "true" } });
    terminal.type("2");
    await terminal.shows("Молния");
    terminal.type("qq");
    const left = await terminal.ended();
    expect(left).toMatchObject({ code: 0, after: left.before });
    expect(terminal.screen).toMatchObject({ wasAlternate: false, cursorVisible: true, marksPaste: false });
  });
});

describe.skipIf(!HAS_TERMINALS)("an editor that is open while the answer changes", () => {
  /** The shop's editor first writes "Мой текст" after a colleague has stored a text, and the next time changes nothing. */
  async function openContested(): Promise<{ cwd: string; editor: string; store: () => Promise<void> }> {
    const cwd = await openShop();
    const editor = `if [ -e "${cwd}/again" ]; then cp "$1" "${cwd}/seen"; . "${cwd}/again"; exit; fi
touch "${cwd}/opened"; while [ ! -e "${cwd}/stored" ]; do sleep 0.02; done; echo "Мой текст" > "$1"`;
    writeFileSync(join(cwd, "editor"), editor);
    const store = async (): Promise<void> => {
      await expect.poll(() => existsSync(join(cwd, "opened"))).toBe(true);
      const db = openDb(join(cwd, "reputation.db"));
      await db.write((tx) => saveEdit(tx, 1, { text: "Текст Анны", problems: [], by: "person:anna" }, Date.now()));
      db.close();
      writeFileSync(join(cwd, "stored"), "");
    };
    return { cwd, editor: `sh ${cwd}/editor`, store };
  }

  const answerIn = (cwd: string): string => {
    const db = openDb(join(cwd, "reputation.db"));
    const text = answerText(responseOf(db, 1)!);
    db.close();
    return text;
  };

  test("on the screens overwrites nothing; the text is kept, shown beside the current answer, and stored when saved", async () => {
    const { cwd, editor, store } = await openContested();
    const terminal = await openScreens(cwd, { columns: 120, env: { EDITOR: editor } });
    terminal.type("2");
    await terminal.shows("› 1");
    await decide(terminal, "e", () => existsSync(join(cwd, "opened")));
    await store();
    await terminal.shows(
      /✗ #1: ответ изменился, пока вы смотрели: прочитайте его ещё раз · ваш текст сохранён, e\s+— продолжить/u,
    );
    expect(answerIn(cwd)).toBe("Текст Анны");

    // The editor was left without saving, so nothing is stored and nothing is lost.
    writeFileSync(join(cwd, "again"), "true");
    await decide(terminal, "e", () => terminal.screen.text().includes("Текст не изменён · ваш текст сохранён"));
    expect(readFileSync(join(cwd, "seen"), "utf8")).toMatch(
      /^Мой текст\n\n# [^]*\n# Выше ваш текст.*\n# Текст Анны\n$/u,
    );
    expect(answerIn(cwd)).toBe("Текст Анны");

    writeFileSync(join(cwd, "again"), 'touch "$1"');
    await decide(terminal, "e", () => terminal.screen.text().includes("✓ #1 текст изменён, ждёт одобрения"));
    expect(answerIn(cwd)).toBe("Мой текст");
  });

  test("of the edit command overwrites nothing; the person can continue with the text from a file", async () => {
    const { cwd, editor, store } = await openContested();
    const terminal = openTerminal(["edit", "1"], { cwd, env: { EDITOR: editor } });
    await store();
    await terminal.shows("is no longer version 1");
    expect(await terminal.ended()).toMatchObject({ code: 1 });
    expect(answerIn(cwd)).toBe("Текст Анны");
    const [file = ""] = /\/\S*answer-1\.txt/.exec(terminal.screen.text().replaceAll(/\n/g, "")) ?? [];
    const again = openTerminal(["edit", "1", "--file", file], { cwd });
    await again.shows("✓ #1 changed");
    expect(await again.ended()).toMatchObject({ code: 0 });
    expect(answerIn(cwd)).toBe("Мой текст");
    rmSync(dirname(file), { recursive: true });
  });
});
