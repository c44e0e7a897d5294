const BARS = "▁▂▃▄▅▆▇█";

/**
 * A row of bars, the highest for the greatest value; neighbours are added up until they fit into `width`.
 * @param values 0 or more; null (nothing is known of the day) is a dot
 */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const size = Math.ceil(values.length / width);
  const sums: (number | null)[] = [];
  for (let i = 0; i < values.length; i += size) sums.push(sum(values.slice(i, i + size)));
  const most = Math.max(...sums.map((value) => value ?? 0));
  return sums.map((value) => (value === null ? "·" : (BARS[level(value, most)] ?? ""))).join("");
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function level(value: number, most: number): number {
  return most === 0 ? 0 : Math.round((value / most) * (BARS.length - 1));
}
