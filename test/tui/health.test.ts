import { expect, test } from "vitest";
import type { PollingState } from "../../src/store/polling-state.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { marketplacesView } from "../../src/tui/screens/health.ts";

const times = { relative: () => "", about: () => "", span: () => "" };
const NOW = 1_000_000;

function stateOf(poll: Partial<PollingState>): string | undefined {
  const polled = { account: "a", item_type: "review", consecutive_errors: 0, circuit_open_until: null, ...poll };
  const { rows } = marketplacesView([polled as PollingState], [], NOW, textsOf("ru"), times);
  return rows[0]?.cells[2];
}

test("an account whose last poll failed is not called well, long before its circuit opens", () => {
  expect(stateOf({ last_poll_status: "success" })).toBe("✓ в порядке");
  expect(stateOf({ last_poll_status: "error", consecutive_errors: 1 })).toBe("! с ошибкой");
  const open = { consecutive_errors: 5, circuit_open_until: NOW + 1 };
  expect(stateOf({ last_poll_status: "error", ...open })).toBe("✗ связь разорвана");
});
