import { happened } from "../../domain/failure.ts";
import type { FailureGroup } from "../../store/views/failures.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { narrowed } from "../filter.ts";
import { readingOf, type ScreenParts, type ScreenSource } from "../screen-source.ts";
import type { Times, View } from "../view.ts";
import { jobLines } from "./queue.ts";

/** Failures by code and account; the id is that of the latest job. */
export function errorsScreen({ desk, texts, times }: ScreenParts): ScreenSource {
  return {
    list: async (filter) => narrowed(errorsView(await desk.failures(), texts, times), filter, texts),
    detail: async (id) => readingOf(id, jobLines(await desk.job(Number(id)), texts, times)),
  };
}

function errorsView(groups: readonly FailureGroup[], texts: Texts, times: Times): View {
  const { columns } = texts;
  return {
    title: `${texts.words.failures24h}: ${groups.length}`,
    columns: [
      { title: columns.count, width: { most: 6 } },
      { title: columns.account, width: { most: 20 } },
      { title: columns.last, width: { most: 12 } },
      { title: columns.lastError, width: "rest" },
      { title: columns.code, width: { most: 24 }, spare: true },
    ],
    rows: groups.map(({ job, count, code, account, last }) => {
      const said = happened(code, texts.failures);
      return { id: String(job), tone: "bad", cells: [String(count), account ?? "", times.about(last), said, code] };
    }),
  };
}
