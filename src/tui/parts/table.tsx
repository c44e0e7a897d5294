import { Box, Text } from "ink";
import type { ReactNode } from "react";
import type { Column, Line, Row, Tone } from "../view.ts";
import { fit } from "./fit.ts";

const COLOURS: Partial<Record<Tone, string>> = { good: "green", bad: "red", warn: "yellow" };

/** One line in its tone; without colour it reads the same. */
export function Toned({
  tone,
  children,
  inverse = false,
}: {
  tone: Tone;
  children: string;
  inverse?: boolean;
}): ReactNode {
  const color = COLOURS[tone];
  return (
    <Text wrap="truncate" inverse={inverse} dimColor={tone === "dim"} bold={tone === "title"} {...(color && { color })}>
      {children}
    </Text>
  );
}

interface TableProps {
  columns: readonly Column[];
  rows: readonly Row[];
  selected: string | undefined;
  marked: readonly string[];
  width: number;
  height: number;
}

/** The rows around the selected one, each drawn as one text. */
export function Table({ columns, rows, selected, marked, width, height }: TableProps): ReactNode {
  const room = Math.max(height - 1, 1);
  const at = Math.max(
    rows.findIndex((row) => row.id === selected),
    0,
  );
  const from = Math.min(Math.max(at - Math.floor(room / 2), 0), Math.max(rows.length - room, 0));
  const fixed = columns.reduce((sum, column) => sum + (column.width === "rest" ? 0 : column.width + 1), 2);
  const cells = (texts: readonly string[]): string =>
    columns
      .map(({ width: own }, i) => fit(texts[i] ?? "", own === "rest" ? Math.max(width - fixed, 1) : own))
      .join(" ");
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Toned tone="dim">{`  ${cells(columns.map((column) => column.title))}`}</Toned>
      {rows.slice(from, from + room).map((row) => (
        <Toned key={row.id} tone={row.tone} inverse={row.id === selected}>
          {`${row.id === selected ? "›" : " "}${marked.includes(row.id) ? "●" : " "}${cells(row.cells)}`}
        </Toned>
      ))}
    </Box>
  );
}

/** Lines that wrap, cut at the height. */
export function Lines({ lines, width, height }: { lines: readonly Line[]; width: number; height: number }): ReactNode {
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden" paddingX={1}>
      {lines.map(({ text, tone }, i) => (
        <Box key={i} flexShrink={0}>
          <Text dimColor={tone === "dim"} bold={tone === "title"} {...(COLOURS[tone] && { color: COLOURS[tone] })}>
            {text}
          </Text>
        </Box>
      ))}
    </Box>
  );
}
