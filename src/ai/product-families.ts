/** Which SKUs of a products file are one product: a row names it at each marketplace, and rows that share a name are its sizes. */

/** By the key of each name, the article of its product as the file writes it. */
export function articlesOf(rows: readonly (readonly { key: string; written: string }[])[]): Map<string, string> {
  const parents = new Map<string, string>();
  const root = (key: string): string => {
    let top = key;
    while (parents.has(top) && parents.get(top) !== top) top = parents.get(top)!;
    // Keeps the way short, so that a product of thousands of sizes costs no more than one of two.
    for (let at = key; at !== top;) {
      const next = parents.get(at)!;
      parents.set(at, top);
      at = next;
    }
    return top;
  };
  const written = new Map<string, string>();
  for (const names of rows) {
    const [first, ...others] = names;
    if (!first) continue;
    if (!written.has(first.key)) written.set(first.key, first.written);
    const top = root(first.key);
    parents.set(top, top);
    for (const { key } of others) parents.set(root(key), top);
  }
  return new Map([...parents.keys()].map((key) => [key, written.get(root(key)) ?? key]));
}
