import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { safeLine } from "../../domain/safe-text.ts";
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

/** The least that is worth reading of the column that takes the rest. */
const LEAST_REST = 12;

/** Which columns there is room for, by their place, and what the one that takes the rest gets. */
function placed(columns: readonly Column[], width: number): { shown: number[]; rest: number } {
  const shown = columns.map((_, i) => i);
  for (;;) {
    const fixed = shown.map((i) => columns[i]?.width ?? 0).filter((own) => own !== "rest");
    const rest = width - fixed.reduce((sum, own) => sum + own + 1, 2);
    const spare = shown.find((i) => columns[i]?.spare);
    if (rest >= LEAST_REST || spare === undefined) return { shown, rest: Math.max(rest, 1) };
    shown.splice(shown.indexOf(spare), 1);
  }
}

/** The rows around the selected one, each drawn as one text; what foreign text a cell holds is made harmless here. */
export function Table({ columns, rows, selected, marked, width, height }: TableProps): ReactNode {
  const room = Math.max(height - 1, 1);
  const at = Math.max(
    rows.findIndex((row) => row.id === selected),
    0,
  );
  const from = Math.min(Math.max(at - Math.floor(room / 2), 0), Math.max(rows.length - room, 0));
  const { shown, rest } = placed(columns, width);
  const widthOf = (i: number): number => (columns[i]?.width === "rest" ? rest : (columns[i]?.width ?? 0));
  const cells = (texts: readonly string[]): string =>
    shown.map((i) => fit(safeLine(texts[i] ?? ""), widthOf(i))).join(" ");
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

/** Lines, one row each (see `wrapped`). */
export function Lines({ lines, width, height }: { lines: readonly Line[]; width: number; height: number }): ReactNode {
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden" paddingX={1}>
      {lines.map(({ text, tone }, i) => (
        <Toned key={i} tone={tone}>
          {text || " "}
        </Toned>
      ))}
    </Box>
  );
}
