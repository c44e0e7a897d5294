/** Rows of bars in the characters of a terminal. What is not known is a dot. */

const BARS = "▁▂▃▄▅▆▇█";

type Values = readonly (number | null)[];

/** Counts: the highest bar for the greatest value; neighbours are added up until they fit into `width`. */
export function sparkline(values: Values, width: number): string {
  const sums = joined(values, width, (known) => known.reduce((total, value) => total + value, 0));
  const most = Math.max(...sums.map((value) => value ?? 0));
  return drawn(sums, { least: 0, most });
}

/** Means between two bounds, each bar that of its neighbours until they fit into `width`. */
export function meanLine(values: Values, width: number, bounds: Bounds): string {
  return drawn(
    joined(values, width, (known) => known.reduce((total, value) => total + value, 0) / known.length),
    bounds,
  );
}

interface Bounds {
  least: number;
  most: number;
}

function joined(values: Values, width: number, one: (known: number[]) => number): (number | null)[] {
  const size = Math.ceil(values.length / width);
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) => {
    const known = values.slice(at * size, (at + 1) * size).filter((value) => value !== null);
    return known.length === 0 ? null : one(known);
  });
}

function drawn(values: Values, { least, most }: Bounds): string {
  const level = (value: number): number =>
    most === least ? 0 : Math.round(((value - least) / (most - least)) * (BARS.length - 1));
  return values.map((value) => (value === null ? "·" : (BARS[level(value)] ?? ""))).join("");
}
