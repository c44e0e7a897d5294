import { attemptsSpent } from "../../domain/job.ts";
import { safeLine } from "../../domain/safe-text.ts";
import type { JobAttempt, JobRow } from "../../store/jobs.ts";
import type { Schedule } from "../../store/schedules.ts";
import type { FailureGroup } from "../../store/screens.ts";
import type { Texts } from "../../texts/ru.ts";
import type { Line, Times, View } from "../view.ts";

/** Jobs: running, due, later, failed, then what was done last. */
export function queueView(jobs: readonly JobRow[], texts: Texts, times: Times): View {
  const { columns } = texts;
  return {
    title: String(jobs.length),
    columns: [
      { title: columns.job, width: 7 },
      { title: columns.task, width: 20 },
      { title: columns.subject, width: 10 },
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
        job.kind,
        job.account ?? (job.item_id === null ? "" : `#${job.item_id}`),
        `${job.state === "failed" ? "✗ " : ""}${texts.jobs[job.state]}`,
        `${attemptsSpent(job)}/${job.max_attempts}`,
        times.about(job.finished_at ?? job.started_at ?? job.run_at),
        job.error ?? "",
      ],
    })),
  };
}

/** One job and each attempt of it that has ended. */
export function jobLines(job: JobRow, attempts: readonly JobAttempt[], texts: Texts, times: Times): Line[] {
  return [
    { text: safeLine(`${job.id} ${job.kind} ${texts.jobs[job.state]}`), tone: "title" },
    ...(job.error === null ? [] : [{ text: `✗ ${safeLine(job.error)}`, tone: "bad" } as const]),
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

/** What runs when. */
export function scheduleView(schedules: readonly Schedule[], texts: Texts, times: Times): View {
  const { columns, words } = texts;
  return {
    title: String(schedules.length),
    columns: [
      { title: columns.name, width: 30 },
      { title: "CRON", width: 17, spare: true },
      { title: columns.state, width: 11 },
      { title: columns.last, width: 14 },
      { title: columns.next, width: "rest" },
    ],
    rows: schedules.map(({ name, cron, enabled, paused, last_at, next_at }) => {
      const on = enabled === 1 && paused === 0;
      const state = enabled === 0 ? words.off : on ? words.on : `‖ ${words.paused}`;
      const last = last_at === null ? words.never : times.about(last_at);
      const next = on ? times.about(next_at) : "–";
      return { id: name, tone: on ? "plain" : "warn", cells: [name, cron, state, last, next] };
    }),
  };
}

/** Failures by code and account; the id is that of the latest job. */
export function errorsView(groups: readonly FailureGroup[], texts: Texts, times: Times): View {
  const { columns } = texts;
  return {
    title: String(groups.length),
    columns: [
      { title: columns.count, width: 6 },
      { title: columns.code, width: 28 },
      { title: columns.account, width: 12 },
      { title: columns.last, width: "rest" },
    ],
    rows: groups.map(({ job, count, code, account, last }) => {
      return { id: String(job), tone: "bad", cells: [String(count), code, account ?? "", times.about(last)] };
    }),
  };
}
