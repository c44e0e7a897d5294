/** What a person has changed in a text, word by word. */

/** A run of words, with the blanks between them, that both texts have, or only the earlier or the later one. */
export interface Run {
  kind: "same" | "gone" | "new";
  text: string;
}

/** So many pairs of words are compared; beyond that, what differs is shown as replaced in one piece. */
const MOST_PAIRS = 40_000;

/** The runs in reading order; those of the later text together are that text, and so are those of the earlier one. */
export function wordDiff(before: string, after: string): Run[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [old, fresh] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const middle = old.length * fresh.length > MOST_PAIRS ? replaced(old, fresh) : compared(old, fresh);
  const same = (words: readonly string[]) => words.map((text): Run => ({ kind: "same", text }));
  return joined([...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - end))]);
}

/** Each word with the blanks after it. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+\s*/g) ?? [];
}

function replaced(old: readonly string[], fresh: readonly string[]): Run[] {
  return [...old.map((text): Run => ({ kind: "gone", text })), ...fresh.map((text): Run => ({ kind: "new", text }))];
}

/** The longest common run of words stays; what is not in it has gone or is new. */
function compared(old: readonly string[], fresh: readonly string[]): Run[] {
  const width = fresh.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const runs: Run[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      runs.push({ kind: "same", text: old[i++]! });
      j++;
    } else if (j === fresh.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      runs.push({ kind: "gone", text: old[i++]! });
    } else {
      runs.push({ kind: "new", text: fresh[j++]! });
    }
  }
  return runs;
}

/** Neighbours of one kind are one run. */
function joined(runs: readonly Run[]): Run[] {
  const list: Run[] = [];
  for (const { kind, text } of runs) {
    const last = list.at(-1);
    if (last?.kind === kind) last.text += text;
    else list.push({ kind, text });
  }
  return list;
}
