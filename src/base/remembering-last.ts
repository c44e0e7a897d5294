/**
 * A pure function that keeps its latest result: many checks ask the same of one text, one after the other. What it returns
 * must not be changed.
 */
export function rememberingLast<A extends readonly (string | null)[], T>(of: (...about: A) => T): (...about: A) => T {
  let last: { about: A; result: T } | undefined;
  return (...about) => {
    if (!last || about.some((one, i) => one !== last?.about[i])) last = { about, result: of(...about) };
    return last.result;
  };
}
