import { expect, test } from "vitest";
import type { AccountPage } from "../../../src/desk/work.ts";
import type { Platform } from "../../../src/domain/platform.ts";
import type { PollingState } from "../../../src/store/tables/polling-state.ts";
import { textsOf } from "../../../src/texts/texts.ts";
import { marketplaceLines, marketplacesView } from "../../../src/tui/screens/marketplaces.ts";

const times = { relative: () => "", about: () => "", span: () => "", exact: () => "" };
const NOW = 1_000_000;

function account(id: string, platform: Platform = "wb"): AccountPage {
  return { id, platform, polls: [], key: null, holds: [], used: { starts: [], holds: {} }, late: [] };
}

function stateOf(poll: Partial<PollingState>): string | undefined {
  const zero = { account: "a", item_type: "review", consecutive_errors: 0, circuit_open_until: null, last_poll_at: 1 };
  const page = { ...account("a"), polls: [{ ...zero, ...poll } as PollingState] };
  const { rows } = marketplacesView([page], NOW, textsOf("ru"), times);
  return rows[0]?.cells[2];
}

test("an account whose last poll failed is shown as failing long before its circuit opens", () => {
  expect(stateOf({ last_poll_status: "success" })).toBe("✓ в порядке");
  expect(stateOf({ last_poll_status: "error", consecutive_errors: 1 })).toBe("! с ошибкой");
  const open = { consecutive_errors: 5, circuit_open_until: NOW + 1 };
  expect(stateOf({ last_poll_status: "error", ...open })).toBe("✗ связь разорвана");
});

test("an account that was never polled is listed, and an open circuit says when it is tried again", () => {
  const ru = textsOf("ru");
  const { rows } = marketplacesView([account("a"), account("b", "ozon")], NOW, ru, times);
  expect(rows.map(({ cells }) => cells.slice(0, 3))).toEqual([
    ["a", "отзывы", "– ещё не опрашивался"],
    ["a", "вопросы", "– ещё не опрашивался"],
    ["b", "отзывы", "– ещё не опрашивался"],
    ["b", "вопросы", "– ещё не опрашивался"],
  ]);
  const failed = { last_poll_error: "HTTP 401\u001B[2J", last_poll_error_code: "auth.key" };
  const poll = { item_type: "review", last_poll_at: 1, last_poll_status: "error", ...failed };
  const open = { ...poll, account: "a", consecutive_errors: 5, circuit_open_until: NOW + 1 } as PollingState;
  const used = { starts: [NOW - 1, NOW - 61_000], holds: { seller: NOW + 5, old: NOW - 5 } };
  const said = marketplaceLines({ ...account("a"), polls: [open], used }, NOW, ru, {
    ...times,
    relative: (ms) => `T${(ms ?? 0) - NOW}`,
  }).map(({ text }) => text);
  expect(said).toEqual(
    expect.arrayContaining([
      "✗ связь разорвана",
      "ошибок подряд: 5",
      "пробуем связь: T1",
      expect.stringMatching(/^✗ Площадка не принимает ключ кабинета\. .* Для администратора: HTTP 401$/),
      "за последнюю минуту: 1",
      "! площадка просит подождать (seller): T5",
    ]),
  );
  const cellOf = (state: PollingState): unknown =>
    marketplacesView([{ ...account("a"), polls: [state] }], NOW, ru, times).rows[0]?.cells.at(-1);
  expect(cellOf(open)).toMatch(
    /^Площадка не принимает ключ кабинета\. [^:]*: ключ надо проверить или выпустить новый\.$/,
  );
  // A poll that failed before the program was renewed.
  expect(cellOf({ ...open, last_poll_error_code: null })).toBe("HTTP 401");
});
