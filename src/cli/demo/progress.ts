import type { Progress } from "../../store/views/progress.ts";
import type { Io } from "../terminal/io.ts";

/** Shows how far the work is: a line that renews itself on a terminal, a new line now and then elsewhere. */
export interface ProgressLine {
  show(progress: Progress): void;
  end(): void;
}

/** A pipe or a log gets a line this often. */
const QUIET_MS = 10_000;

export function createProgressLine({ stderr }: Io, now: () => number): ProgressLine {
  let last = "";
  let line = "";
  let shownAt = -Infinity;
  return {
    show(progress) {
      line = describe(progress);
      const due = stderr.isTTY ? line !== last : line !== last && now() - shownAt >= QUIET_MS;
      if (!due) return;
      last = line;
      shownAt = now();
      stderr.write(stderr.isTTY ? `\r\u001B[2K${line}` : `${line}\n`);
    },
    end() {
      if (stderr.isTTY) stderr.write(last === "" ? "" : "\r\u001B[2K");
      else if (line !== last) stderr.write(`${line}\n`);
    },
  };
}

function describe({ fetched, analyzed, drafted, approved, published, waiting }: Progress): string {
  return `fetched ${fetched} · analysed ${analyzed} · drafted ${drafted} · waiting ${waiting} · published ${published}/${approved}`;
}
