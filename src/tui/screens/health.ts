import { circuitState } from "../../domain/circuit.ts";
import type { KeyState } from "../../store/keys.ts";
import { circuitOf, type PollingState } from "../../store/polling-state.ts";
import type { Texts } from "../../texts/ru.ts";
import type { Row, Times, View } from "../view.ts";

/** A figure of the overview; `bad` when it asks for a person. */
export interface Figure {
  name: keyof Texts["words"];
  value: string;
  bad: boolean;
}

/** How everything stands, in figures. */
export function overviewView(figures: readonly Figure[], texts: Texts): View {
  return {
    title: "",
    columns: [
      { title: texts.columns.what, width: 32 },
      { title: texts.columns.value, width: "rest" },
    ],
    rows: figures.map(({ name, value, bad }) => {
      return { id: name, tone: bad ? "warn" : "plain", cells: [texts.words[name], `${bad ? "! " : ""}${value}`] };
    }),
  };
}

/** Circuits, polls and keys of each account. */
export function marketplacesView(
  polls: readonly PollingState[],
  keys: readonly KeyState[],
  now: number,
  texts: Texts,
  times: Times,
): View {
  const { columns, words } = texts;
  const keyRows = keys.map(({ account, expires_at, warnings }): Row => {
    const state = warnings.length > 0 ? `! ${warnings.join("; ")}` : "";
    const ends = expires_at === null ? "–" : new Date(expires_at).toISOString().slice(0, 10);
    return {
      id: `key:${account}`,
      tone: state ? "warn" : "plain",
      cells: [account, words.keyEnds, ends, "", "", state],
    };
  });
  return {
    title: "",
    columns: [
      { title: columns.account, width: 12 },
      { title: columns.what, width: 18 },
      { title: columns.state, width: 16 },
      { title: columns.polled, width: 12 },
      { title: columns.fetched, width: 9, spare: true },
      { title: columns.lastError, width: "rest" },
    ],
    rows: [...polls.map((poll) => pollRow(poll, now, texts, times)), ...keyRows],
  };
}

function pollRow(poll: PollingState, now: number, { words }: Texts, times: Times): Row {
  const circuit = circuitState(circuitOf(poll), now);
  const failing = circuit === "closed" && poll.last_poll_status === "error";
  const state = failing ? `! ${words.failing}` : `${circuit === "closed" ? "✓" : "✗"} ${words[circuit]}`;
  return {
    id: `${poll.account}:${poll.item_type}`,
    tone: failing ? "warn" : circuit === "closed" ? "plain" : "bad",
    cells: [
      poll.account,
      words[`${poll.item_type}s`],
      state,
      times.about(poll.last_poll_at),
      String(poll.items_fetched_total),
      poll.last_poll_error ?? "",
    ],
  };
}
