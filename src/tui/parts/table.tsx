import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { fitTo, textWidth } from "../../base/text-width.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { Column, Line, Row, Tone } from "../view.ts";

const COLOURS: Partial<Record<Tone, string>> = { good: "green", bad: "red", warn: "yellow" };

/** One line in the colour of its tone. */
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

/** The column that takes the rest must be at least this wide to be worth reading. */
const LEAST_REST = 20;

/** The columns that there is room for, and how wide each is. `at` is the place in `columns`. */
function placed(columns: readonly Column[], rows: readonly string[][], width: number): { at: number; own: number }[] {
  const shown = columns.map(({ title, width: wanted }, at) => {
    if (typeof wanted === "number") return { at, own: wanted };
    if (wanted === "rest") return { at, own: 0 };
    const widest = Math.max(textWidth(title), ...rows.map((cells) => textWidth(cells[at] ?? "")));
    return { at, own: Math.min(widest, wanted.most) };
  });
  for (;;) {
    const rest = width - shown.reduce((sum, { own }) => sum + own + 1, 1);
    const spare = shown.find(({ at }) => columns[at]?.spare);
    if (rest >= LEAST_REST || spare === undefined) {
      return shown.map(({ at, own }) => ({ at, own: columns[at]?.width === "rest" ? Math.max(rest, 1) : own }));
    }
    shown.splice(shown.indexOf(spare), 1);
  }
}

/** Draws the rows around the selected one, each as one text. Foreign text in the cells is made harmless here. */
export function Table({ columns, rows, selected, marked, width, height }: TableProps): ReactNode {
  const room = Math.max(height - 1, 1);
  const at = Math.max(
    rows.findIndex((row) => row.id === selected),
    0,
  );
  const from = Math.min(Math.max(at - Math.floor(room / 2), 0), Math.max(rows.length - room, 0));
  const page = rows.slice(from, from + room).map((row) => ({ ...row, cells: row.cells.map(safeLine) }));
  const places = placed(
    columns,
    page.map((row) => row.cells),
    width,
  );
  const line = (cells: readonly string[]): string =>
    places.map(({ at: i, own }) => fitTo(cells[i] ?? "", own)).join(" ");
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <Toned tone="dim">{`  ${line(columns.map((column) => column.title))}`}</Toned>
      {page.map((row) => (
        <Toned key={row.id} tone={row.tone} inverse={row.id === selected}>
          {`${row.id === selected ? "›" : " "}${marked.includes(row.id) ? "●" : " "}${line(row.cells)}`}
        </Toned>
      ))}
    </Box>
  );
}

/** Draws lines that are wrapped already, one row each. */
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
