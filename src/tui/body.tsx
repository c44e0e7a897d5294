import { Box } from "ink";
import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { safeLine } from "../domain/safe-text.ts";
import type { Texts } from "../texts/ru.ts";
import { BINDINGS, worksOn, type Screen } from "./keys.ts";
import { fit } from "./parts/fit.ts";
import { Lines, Table } from "./parts/table.tsx";
import { fitting, scrolled, wrapped } from "./room.ts";
import { safely } from "./safely.ts";
import type { Source } from "./source.ts";
import { selectedId, type State } from "./state.ts";
import type { Line, Reading, View } from "./view.ts";

/** From this width on the details stand beside the list. */
const WIDE = 100;

interface BodyProps {
  source: Source;
  state: State;
  view: View;
  /** Told how far the details can be scrolled. */
  onDepth: (rows: number) => void;
  width: number;
  height: number;
}

/** What stands between the tabs and the keys: a list, the details of a row, the help, or what is asked about. */
export function Body({ source, state, view, onDepth, width, height }: BodyProps): ReactNode {
  const { texts } = source;
  const { asked, mode, screen } = state;
  // What a confirmation is about stays as it was asked: an answer that changes under it is refused afterwards.
  const confirmed = useMemo(() => {
    return mode === "confirm" && asked
      ? safely(
          () => source.answers(asked.ids),
          (said) => [unreadable(said, texts)],
        )
      : [];
  }, [source, texts, mode, asked]);
  const selected = selectedId(
    state,
    view.rows.map((row) => row.id),
  );
  const beside = width >= WIDE && screen === "inbox";
  const left = beside ? Math.floor(width * 0.55) : width;
  const wanted = selected !== undefined && mode !== "confirm" && mode !== "help" && (beside || mode === "detail");
  const detail = wanted
    ? safely(
        () => source.detail(screen, selected),
        (said) => unreadable(said, texts),
      )
    : undefined;
  const room = (beside ? width - left : width) - 2;
  const shown = mode === "confirm" ? fitting(confirmed, width - 2, height - 1) : [];
  // Beside the list PgDn turns the list's pages until the details are opened.
  const hint = { more: mode === "detail" ? texts.messages.more : texts.messages.openForMore, end: texts.messages.end };
  const part = scrolled(wrapped(detail?.lines ?? [], room), state.scroll, height, hint);
  const seen = useRef({ of: "", rows: 0 });
  useEffect(() => {
    onDepth(part.depth);
    for (const { id, answer } of shown) if (answer !== undefined) source.read(id, answer);
    if (detail?.answer === undefined) return;
    // Read once every row down to the answer's end has been on the screen, page by page.
    const of = JSON.stringify([detail.id, detail.answer, room]);
    if (seen.current.of !== of) seen.current = { of, rows: 0 };
    const end = part.from + part.rows.length - (part.depth > 0 ? 1 : 0);
    if (part.from <= seen.current.rows) seen.current.rows = Math.max(seen.current.rows, end);
    const needed = wrapped(detail.lines.slice(0, detail.needed), room).length;
    if (seen.current.rows >= needed) source.read(detail.id, detail.answer);
  });

  if (mode === "help") return <Lines lines={helpLines(screen, texts, width)} width={width} height={height} />;
  if (mode === "confirm") {
    const more = confirmed.length - shown.length;
    const rest: Line[] = more > 0 ? [{ text: `… ${more}: ${texts.messages.unread}`, tone: "warn" }] : [];
    const lines = [...shown.flatMap((reading) => reading.lines), ...rest];
    return <Lines lines={wrapped(lines, width - 2)} width={width} height={height} />;
  }
  if (view.trouble !== undefined) {
    return <Lines lines={wrapped(unreadable(view.trouble, texts).lines, width - 2)} width={width} height={height} />;
  }
  if (selected === undefined) {
    return <Lines lines={[{ text: texts.words.empty, tone: "dim" }]} width={width} height={height} />;
  }
  if (!beside && detail && detail.lines.length > 0) return <Lines lines={part.rows} width={width} height={height} />;
  return (
    <Box height={height}>
      <Table {...view} selected={selected} marked={state.marked} width={left} height={height} />
      {beside && <Lines lines={part.rows} width={width - left} height={height} />}
    </Box>
  );
}

function unreadable(said: string, { messages }: Texts): Reading {
  return {
    id: "",
    lines: [{ text: `✗ ${messages.unreadable}: ${safeLine(said)}`, tone: "bad" }],
    needed: 1,
    answer: undefined,
  };
}

/** In two columns: twenty rows have to do. A key of other screens says where it works. */
function helpLines(screen: Screen, texts: Texts, width: number): Line[] {
  const half = Math.floor((width - 3) / 2);
  const all = BINDINGS.map((binding) => {
    const where = worksOn(binding, screen)
      ? ""
      : ` (${(binding.on ?? []).map((name) => texts.screens[name]).join(", ")})`;
    return fit(`${binding.keys.join(" ").padEnd(15)}${texts.keys[binding.command]}${where}`, half);
  });
  const rows = Math.ceil(all.length / 2);
  const lines = all.slice(0, rows).map((text, i): Line => ({ text: `${text} ${all[rows + i] ?? ""}`, tone: "plain" }));
  return [{ text: texts.messages.anyKey, tone: "title" }, ...lines];
}
