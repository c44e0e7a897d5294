/** @jsxImportSource hono/jsx */
import { mayStopSending, seesAll } from "../domain/access.ts";
import { aiHoldSentence, happened, keyHoldSentence } from "../domain/failure.ts";
import type { AccountState, ProgramState } from "../desk/program-state.ts";
import type { LatePoll } from "../desk/late-polls.ts";
import { channelAlarm } from "./health-channels.tsx";
import { Icon } from "./icons.tsx";
import { nameOf, type Names } from "./names.ts";
import type { View } from "./parts.ts";
import { laneInWords, number, span, when } from "./say.ts";

interface AlarmsProps {
  view: View;
  state: ProgramState;
  names: Names;
  /** Where all sending is resumed. */
  resumes: string;
}

/** What needs somebody, each with what is to be done. */
export function Alarms({ view, state, names, resumes }: AlarmsProps) {
  const { health } = view.say.web;
  const pauses = Object.entries(state.overview.paused);
  const alarms = alarmsOf(view, state);
  if (alarms.length + pauses.length === 0) {
    return (
      <p class="alert">
        <Icon name="check" tone="ok" />
        <span>{health.fine}</span>
      </p>
    );
  }
  return (
    <div class="stack tight">
      {pauses.map(([lane, pause]) => (
        <Paused view={view} names={names} lane={lane} pause={pause} resumes={resumes} />
      ))}
      {alarms.map((alarm) => (
        <p class="alert warn">
          <Icon name="alert" />
          <span>{alarm}</span>
        </p>
      ))}
    </div>
  );
}

/** All of it but the pauses, each in a sentence. */
export function alarmsOf(view: View, { overview, accounts }: ProgramState): string[] {
  const { say } = view;
  const { health } = say.web;
  const held = accounts.flatMap(({ id, holds }) =>
    holds.map((hold) => `${id}: ${keyHoldSentence(hold)(say.failures)}`),
  );
  const late = accounts.flatMap((account) => account.late).map((poll) => lateWords(view, poll));
  // Before a poll is late, and while the key is accepted, a marketplace that fails is told as well.
  const failing = accounts
    .filter((account) => account.holds.length + account.late.length === 0)
    .flatMap((account) => {
      const failed = failedPoll(account);
      return failed ? [health.failing(account.id, happened(failed.last_poll_error_code ?? "", say.failures))] : [];
    });
  const time = clockWords(view, overview.clock_wrong_ms);
  const away = overview.ai_holds.map((hold) => aiHoldSentence(hold)(say.failures));
  const isAll = seesAll(view.person);
  const unread = isAll && overview.quarantined > 0 ? [health.quarantined(number(overview.quarantined))] : [];
  const open = isAll && overview.open_outcomes > 0 ? [health.open(number(overview.open_outcomes))] : [];
  const channels = isAll ? overview.channels.flatMap((channel) => channelAlarm(view, channel)) : [];
  return [...held, ...away, ...channels, ...late, ...failing, ...time, ...unread, ...open];
}

interface PausedProps extends Pick<AlarmsProps, "view" | "names" | "resumes"> {
  /** `publish`, `publish_wb`: what resumes it. */
  lane: string;
  pause: { since: number; by: string };
}

/** What somebody has stopped, since when, and where it goes on: all sending on the page about rules. */
function Paused({ view, names, lane, pause: { since, by }, resumes }: PausedProps) {
  const { say, person, now, timezone } = view;
  const { health } = say.web;
  return (
    <p class="alert warn">
      <Icon name="alert" />
      <span>
        {health.paused(laneInWords(say, lane), when(since, now, timezone), nameOf(say, names, by))}{" "}
        {lane === "publish" && mayStopSending(person) ? <a href={resumes}>{health.goOn}</a> : health.askAdmin}
      </span>
    </p>
  );
}

function lateWords({ say, now, timezone }: View, { account, itemType, lastSuccess }: LatePoll): string {
  const { health } = say.web;
  const what = itemType === "review" ? say.words.reviews : say.words.questions;
  return health.late(account, what, lastSuccess === null ? health.neverRead : when(lastSuccess, now, timezone));
}

function clockWords({ say }: View, wrong: number | null): string[] {
  if (wrong === null) return [];
  const time = span(Math.abs(wrong), say);
  return [wrong > 0 ? say.web.health.clockAhead(time) : say.web.health.clockBehind(time)];
}

export function failedPoll({ polls }: AccountState) {
  return polls.find((poll) => poll.last_poll_status === "error");
}
