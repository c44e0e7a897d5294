/** The form of a noun after a number: `1 звезда`, `2 звезды`, `5 звёзд`. */
export function plural(n: number, one: string, few: string, many: string): string {
  const [tens, ones] = [n % 100, n % 10];
  if (tens >= 11 && tens <= 14) return many;
  if (ones === 1) return one;
  return ones >= 2 && ones <= 4 ? few : many;
}
