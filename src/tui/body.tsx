import { Box } from "ink";
import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { Texts } from "../texts/ru/index.ts";
import { helpLines } from "./help.ts";
import { Lines, Table } from "./parts/table.tsx";
import { scrolled, wrapped, type Part } from "./wrap.ts";
import { safely } from "./safely.ts";
import type { Source } from "./source.ts";
import { selectedId, type State } from "./state.ts";
import type { Reading, View } from "./view.ts";

/** From this width on the details stand beside the list. */
const WIDE = 100;

interface BodyProps {
  source: Source;
  state: State;
  view: View;
  /** Told how far what is scrolled goes on. */
  onDepth: (rows: number) => void;
  /** Told that an answer has been read that was not before. */
  onRead: () => void;
  width: number;
  height: number;
}

/** What stands between the tabs and the keys: a list, the details of a row, the help, or what is asked about. */
export function Body({ source, state, view, onDepth, onRead, width, height }: BodyProps): ReactNode {
  const { texts } = source;
  const { opened, scroll, overScroll } = state;
  const over = useOver(source, state, width - 2);
  const rows = view.rows.map((row) => row.id);
  const selected = selectedId(state, rows);
  const beside = width >= WIDE && state.screen === "inbox";
  const left = beside ? Math.floor(width * 0.55) : width;
  const readings = over ?? (opened || beside ? detailOf(source, state, selected) : []);
  const room = (over || !beside ? width : width - left) - 2;
  // Beside the list PgDn turns the list's pages until the details are opened.
  const more = over || opened ? texts.messages.more : texts.messages.openForMore;
  const lines = wrapped(
    readings.flatMap((reading) => reading.lines),
    room,
  );
  const part = scrolled(lines, over ? overScroll : scroll, height, { more, end: texts.messages.end });
  useEffect(() => {
    onDepth(part.depth);
  });
  useRead(readings, part, room, source, onRead);

  if (over) return <Lines lines={part.rows} width={width} height={height} />;
  if (view.trouble !== undefined) {
    const { lines: trouble } = unreadable(view.trouble, texts);
    return <Lines lines={wrapped(trouble, width - 2)} width={width} height={height} />;
  }
  if (selected === undefined) {
    return <Lines lines={[{ text: texts.words.empty, tone: "dim" }]} width={width} height={height} />;
  }
  if (!beside && opened && lines.length > 0) return <Lines lines={part.rows} width={width} height={height} />;
  const marked = state.screen === "inbox" ? state.marked : [];
  return (
    <Box height={height}>
      <Table {...view} selected={selected} marked={marked} width={left} height={height} />
      {beside && <Lines lines={part.rows} width={width - left} height={height} />}
    </Box>
  );
}

/** What lies over the list: the help, or the answers that are asked about, as they were when it was asked. */
function useOver(source: Source, { mode, asked, screen }: State, room: number): Reading[] | undefined {
  const { texts } = source;
  const confirmed = useMemo(() => {
    if (mode !== "confirm" || !asked) return undefined;
    return safely(
      () => source.answers(asked.ids),
      (said) => [unreadable(said, texts)],
    );
  }, [source, texts, mode, asked]);
  if (mode === "help") return [{ id: "", lines: helpLines(screen, texts, room), needed: 0, answer: undefined }];
  return confirmed;
}

function detailOf(source: Source, { screen }: State, selected: string | undefined): Reading[] {
  if (selected === undefined) return [];
  return [
    safely(
      () => source.detail(screen, selected),
      (said) => unreadable(said, source.texts),
    ),
  ];
}

/** An answer is read once every row from the first down to its end has been on the screen, page by page. */
function useRead(readings: readonly Reading[], part: Part, room: number, source: Source, onRead: () => void): void {
  const seen = useRef({ of: "", rows: 0 });
  useEffect(() => {
    const of = JSON.stringify([room, readings.map(({ id, answer }) => [id, answer])]);
    if (seen.current.of !== of) seen.current = { of, rows: 0 };
    const end = part.from + part.rows.length - (part.depth > 0 ? 1 : 0);
    if (part.from <= seen.current.rows) seen.current.rows = Math.max(seen.current.rows, end);
    let before = 0;
    let isNews = false;
    for (const { id, lines, needed, answer } of readings) {
      const isSeen = seen.current.rows >= before + wrapped(lines.slice(0, needed), room).length;
      if (answer !== undefined && isSeen) isNews = source.read(id, answer) || isNews;
      before += wrapped(lines, room).length;
    }
    if (isNews) onRead();
  });
}

function unreadable(said: string, { messages }: Texts): Reading {
  return {
    id: "",
    lines: [{ text: `✗ ${messages.unreadable}: ${safeLine(said)}`, tone: "bad" }],
    needed: 1,
    answer: undefined,
  };
}
