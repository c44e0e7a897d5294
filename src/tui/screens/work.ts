import { attemptsSpent } from "../../domain/job.ts";
import { failureSentence, happened } from "../../domain/failure.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { JobAttempt, JobRow } from "../../store/tables/jobs.ts";
import type { Schedule } from "../../store/tables/schedules.ts";
import type { FailureGroup } from "../../store/views/waiting-and-work.ts";
import type { Texts } from "../../texts/ru/index.ts";
import type { Line, Times, View } from "../view.ts";

/** Jobs: running, due, later, failed, then what was done last: `doneShown` at most. */
export function queueView(
  jobs: readonly JobRow[],
  live: Record<"running" | "ready" | "scheduled", number>,
  doneShown: number,
  texts: Texts,
  times: Times,
): View {
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
function taskName(kind: string, { tasks }: Texts): string {
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
export function jobLines(job: JobRow, attempts: readonly JobAttempt[], texts: Texts, times: Times): Line[] {
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

/** What runs when. */
export function scheduleView(schedules: readonly Schedule[], texts: Texts, times: Times): View {
  const { columns, words } = texts;
  return {
    title: schedules.length === 0 ? words.noSchedules : `${words.schedules}: ${schedules.length}`,
    columns: [
      { title: columns.name, width: { most: 40 } },
      { title: "CRON", width: 17, spare: true },
      { title: columns.state, width: 11 },
      { title: columns.last, width: 14 },
      { title: columns.next, width: "rest" },
    ],
    rows: schedules.map(({ name, kind, account, cron, enabled, paused, last_at, next_at }) => {
      const on = enabled === 1 && paused === 0;
      const state = enabled === 0 ? words.off : on ? words.on : `‖ ${words.paused}`;
      const last = last_at === null ? words.never : times.about(last_at);
      const next = on ? times.about(next_at) : "–";
      return { id: name, tone: on ? "plain" : "warn", cells: [called(kind, account, texts), cron, state, last, next] };
    }),
  };
}

function called(kind: string, account: string | null, texts: Texts): string {
  return [taskName(kind, texts), account].filter(Boolean).join(" · ");
}

/** One schedule: its pattern and when it comes next. */
export function scheduleLines(schedule: Schedule, coming: readonly number[], texts: Texts, times: Times): Line[] {
  const { columns, words } = texts;
  const { name, kind, account, cron, timezone, enabled, paused, last_at } = schedule;
  const last = last_at === null ? words.never : times.exact(last_at);
  const isOn = enabled === 1 && paused === 0;
  const state = enabled === 0 ? words.off : isOn ? words.on : `‖ ${words.paused}`;
  return [
    { text: called(kind, account, texts), tone: "title" },
    { text: name, tone: "dim" },
    { text: `${cron} · ${timezone} · ${state}`, tone: isOn ? "plain" : "warn" },
    { text: `${columns.last.toLowerCase()}: ${last}`, tone: "plain" },
    { text: `─ ${isOn ? words.coming : words.comingOff}`, tone: "dim" },
    ...coming.map((at): Line => ({ text: `${times.exact(at)}  ${times.relative(at)}`, tone: isOn ? "plain" : "dim" })),
  ];
}

/** Failures by code and account; the id is that of the latest job. */
export function errorsView(groups: readonly FailureGroup[], texts: Texts, times: Times): View {
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
