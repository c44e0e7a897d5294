import stringWidth from "string-width";
import type { Line } from "./view.ts";

/** How many rows lines take when they wrap at a width; words may leave a little room, so one more each is reckoned with. */
export function rowsOf(lines: readonly Line[], width: number): number {
  return lines.reduce((sum, { text }) => {
    const own = stringWidth(text);
    return sum + (own <= width ? 1 : Math.ceil(own / width) + 1);
  }, 0);
}

/** The first of the groups that fit into so many rows, one after the other. */
export function fitting<T extends { lines: readonly Line[] }>(
  groups: readonly T[],
  width: number,
  height: number,
): T[] {
  let left = height;
  const shown: T[] = [];
  for (const group of groups) {
    left -= rowsOf(group.lines, width);
    if (left < 0) break;
    shown.push(group);
  }
  return shown;
}
