/** Keys that come faster than the screens are drawn: a slow terminal, a busy machine, a held key. */
import { expect, test } from "vitest";
import type { ItemStatus } from "../../src/domain/item.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { insertJob } from "../../src/store/tables/jobs.ts";
import { openScreens, type OpenScreens } from "../support/screens.ts";
import { turns } from "../support/terminal-double.ts";

const JACKETS = Array.from({ length: 4 }, (_, i) => ({ text: `Куртка ${i}` }));
const REFUSED = "! Клавиша не учтена";

function statuses({ core }: OpenScreens, ids: readonly number[]): ItemStatus[] {
  return ids.map((id) => requireItem(core.db, id).status);
}

/** All of it has been read, so nothing else keeps it from going out. */
async function readAll(screens: OpenScreens): Promise<void> {
  screens.type("2");
  for (const id of [1, 2, 3, 4]) {
    await screens.shows(`#${id} wb-main`);
    screens.type("j");
  }
  screens.type("g");
  await screens.shows("#1 wb-main");
  screens.type("1");
  await screens.shows("[1 Обзор]");
  await screens.pause();
}

test.each([
  ["at once", ["2/куртка\r  ay"]],
  ["in pieces", ["2", "/кур", "тка", "\r ", " ay"]],
])(
  "a burst of keys that arrives %s is taken in order, and decides nothing that was not on the screen",
  async (_, parts) => {
    const screens = await openScreens({ items: JACKETS });
    await readAll(screens);
    for (const part of parts) {
      screens.type(part);
      await turns(1);
    }
    await screens.shows(REFUSED);
    // The last keys may find the list drawn, and then the question not yet.
    await screens.shows(/\/куртка · отмечено: 2 · найдено: 4|Опубликовать ответы, все 2\?/u);
    expect(statuses(screens, [1, 2, 3, 4])).toEqual(Array.from({ length: 4 }, () => "pending_review"));
  },
);

test("a filter that is typed ahead ends at its Enter, and the keys after it are commands again", async () => {
  const screens = await openScreens({ items: JACKETS });
  screens.type("2/");
  await screens.shows("Фильтр");
  screens.type("куртка\r j");
  await screens.shows("/куртка · отмечено: 1 · найдено: 4");
  await screens.shows("#3 wb-main");
});

test("a key that is pressed while its row is still being drawn is not for that row", async () => {
  const screens = await openScreens();
  screens.onWrite = () => {
    if (!screens.screen.text().includes("› 1")) return;
    screens.onWrite = undefined;
    screens.type("s");
  };
  screens.type("2");
  await screens.shows(REFUSED);
  expect(statuses(screens, [1])).toEqual(["pending_review"]);
  await screens.pause();
  screens.type("s");
  await screens.shows("✓ #1 пропущен");
});

test("as long as the terminal has not taken a list, no key decides about it", async () => {
  const screens = await openScreens();
  const release = screens.hold();
  screens.type("2");
  await turns();
  screens.type("s");
  await turns();
  expect(statuses(screens, [1])).toEqual(["pending_review"]);
  release();
  await screens.shows(REFUSED);
  expect(statuses(screens, [1])).toEqual(["pending_review"]);
});

test("a key for a row that has not been on the screen is refused, also right behind the key that leads there", async () => {
  const job = { kind: "noop", lane: "ai", key: null, args: {}, priority: 0, runAt: 4e12, maxAttempts: 4 };
  const rest = { itemId: null, account: null, scheduledFor: null };
  const screens = await openScreens({ prepare: (tx) => insertJob(tx, { ...job, ...rest }, 0) });
  screens.type("3");
  await screens.shows("noop");
  screens.type("2s");
  await screens.shows(REFUSED);
  expect(statuses(screens, [1])).toEqual(["pending_review"]);
  await screens.pause();
  screens.type("s");
  await screens.shows("✓ #1 пропущен");
});

test("of two decisions that are pressed at once only the first is taken, and the screens say so", async () => {
  const screens = await openScreens({ items: [{}, {}] });
  screens.type("2");
  await screens.shows("#1 wb-main");
  screens.type("as");
  await screens.shows("✓ #1 одобрен");
  await screens.shows(REFUSED);
  expect(statuses(screens, [1, 2])).toEqual(["approved", "pending_review"]);
});

test("a key that is held down is taken once, the selection goes on to the next row, and undo comes back", async () => {
  const screens = await openScreens({ items: Array.from({ length: 5 }, () => ({})) });
  screens.type("2");
  await screens.shows("#1 wb-main");
  screens.type("j");
  await screens.shows("#2 wb-main");
  for (let i = 0; i < 10; i++) {
    screens.type("s");
    await screens.clock.advance(35);
  }
  await screens.shows(REFUSED);
  await screens.shows(/✓ #2 пропущен · u\sвернуть/u);
  await screens.shows("› 3");
  await screens.pause();
  screens.type("u");
  await screens.shows("✓ #2 ждёт решения");
  await screens.shows("› 2");
  expect(new Set(statuses(screens, [1, 2, 3, 4, 5]))).toEqual(new Set(["pending_review"]));
});

test("a window that is too small to show anything takes no key but Ctrl-C", async () => {
  const screens = await openScreens();
  screens.type("2");
  await screens.shows("#1 wb-main");
  screens.resize(60, 15);
  await screens.shows("Нужно окно не меньше 80×20.");
  screens.type("s");
  await screens.pause();
  screens.type("a");
  screens.resize(120, 30);
  await screens.shows("#1 wb-main");
  expect(statuses(screens, [1])).toEqual(["pending_review"]);
  screens.resize(60, 15);
  await screens.shows("Нужно окно не меньше 80×20.");
  screens.type("\u0003");
  expect(await screens.left).toBe("interrupted");
});

test("a pasted text is taken where text is typed, and ignored anywhere else", async () => {
  const screens = await openScreens();
  screens.type("2");
  await screens.shows("#1 wb-main");
  expect(screens.screen.marksPaste).toBe(true);
  screens.type("\u001B[200~sxat\rs\u001B[201~");
  screens.type("/");
  await screens.shows("Фильтр");
  screens.type("\u001B[200~Молния\nсломалась\u001B[201~");
  await screens.shows("Молния сломалась▏  найдено: 1");
  expect(statuses(screens, [1])).toEqual(["pending_review"]);
});
