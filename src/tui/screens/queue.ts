import { attemptsSpent } from "../../domain/job.ts";
import { failureSentence, happened } from "../../domain/failure.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { JobPage, QueuePage } from "../../desk/work.ts";
import type { JobRow } from "../../store/tables/jobs.ts";
import type { Texts } from "../../texts/ru/index.ts";
import { narrowed } from "../filter.ts";
import { PAGE, readingOf, type ScreenParts, type ScreenSource } from "../screen-source.ts";
import type { Line, Times, View } from "../view.ts";

export function queueScreen({ desk, texts, times }: ScreenParts): ScreenSource {
  return {
    list: async (filter) => narrowed(queueView(await desk.queue(PAGE), texts, times), filter, texts),
    detail: async (id) => readingOf(id, jobLines(await desk.job(Number(id)), texts, times)),
  };
}

function queueView({ jobs, live, doneShown }: QueuePage, texts: Texts, times: Times): View {
  const { columns } = texts;
  const counts = (["running", "ready", "scheduled"] as const).map((state) => `${texts.jobs[state]}: ${live[state]}`);
  const done = jobs.filter((job) => job.state === "done").length;
  const more = done < doneShown ? [] : [texts.messages.moreJobs(done)];
  return {
    title: [...counts, ...more].join(" · "),
    columns: [
      { title: columns.job, width: { most: 9 } },
      { title: columns.task, width: { most: 25 } },
      { title: columns.subject, width: { most: 16 } },
      { title: columns.state, width: 12 },
      { title: columns.attempt, width: 7, spare: true },
      { title: columns.runAt, width: 12 },
      { title: columns.lastError, width: "rest" },
    ],
    rows: jobs.map((job) => ({
      id: String(job.id),
      tone: job.state === "failed" ? "bad" : job.state === "done" ? "dim" : "plain",
      cells: [
        String(job.id),
        taskName(job.kind, texts),
        subjectOf(job),
        `${job.state === "failed" ? "✗ " : ""}${texts.jobs[job.state]}`,
        `${attemptsSpent(job)}/${job.max_attempts}`,
        times.about(job.finished_at ?? (job.state === "running" ? job.started_at : job.run_at)),
        job.error === null ? "" : happened(job.error_code ?? "", texts.failures),
      ],
    })),
  };
}

/** What the work is called; one of another version of the program by its own name. */
export function taskName(kind: string, { tasks }: Texts): string {
  return kind in tasks ? tasks[kind as keyof typeof tasks] : kind;
}

function subjectOf({ account, item_id }: JobRow): string {
  return account ?? (item_id === null ? "" : `#${item_id}`);
}

function failureLines({ error, error_code }: JobRow, { failures }: Texts): Line[] {
  if (error === null) return [];
  const said = failureSentence({ code: error_code ?? "", message: error })(failures);
  return [{ text: `✗ ${safeLine(said)}`, tone: "bad" }];
}

/** One job and each attempt of it that has ended. */
export function jobLines({ job, attempts }: JobPage, texts: Texts, times: Times): Line[] {
  return [
    {
      text: safeLine([job.id, taskName(job.kind, texts), subjectOf(job), texts.jobs[job.state]].join(" ")),
      tone: "title",
    },
    ...failureLines(job, texts),
    { text: `─ ${texts.words.attempts}`, tone: "dim" },
    ...attempts.map(({ attempt, outcome, error, started_at, finished_at }): Line => {
      const took = times.span(finished_at - started_at);
      return {
        text: `${attempt}. ${times.relative(started_at)} ${texts.outcomes[outcome]}, ${took} ${safeLine(error ?? "")}`,
        tone: "plain",
      };
    }),
  ];
}
