/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { may, mayStopSending, seesAll } from "../domain/access.ts";
import { circuitState } from "../domain/circuit.ts";
import { aiHoldSentence, happened, keyHoldSentence } from "../domain/failure.ts";
import type { BackupState } from "../desk/backups.ts";
import type { Overview } from "../desk/overview.ts";
import type { LatePoll } from "../desk/late-polls.ts";
import type { AccountPage } from "../desk/work.ts";
import { bodyOf } from "./form.ts";
import { channelAlarm, ChannelTile } from "./health-channels.tsx";
import { Icon } from "./icons.tsx";
import { Place } from "./inbox/row.tsx";
import { nameOf, namesOf, type Names } from "./names.ts";
import type { View, PartsOf } from "./parts.ts";
import { laneInWords, number, span, when } from "./say.ts";
import { Page } from "./shell.tsx";
import { accountsFor, viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";

/** Is it working, and what is to be done: accounts, keys, polls, the queue, the AI. */
export function healthRoutes(parts: PartsOf<"health">): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/health", async (c) => {
    const view = await viewOf(parts, c);
    const { program, people: directory } = parts;
    const accounts = accountsFor(parts.config, view.person, await program.accounts());
    const [overview, people, backup] = await Promise.all([program.overview(), directory.list(), program.backup()]);
    return c.html(
      <Page view={view} title={view.say.web.health.name} section="health">
        <Health
          view={view}
          overview={overview}
          backup={backup}
          accounts={accounts}
          names={namesOf(people)}
          mayPoll={may(view.person, "poll")}
        />
      </Page>,
    );
  });
  app.post("/health/poll", async (c) => {
    if (!may(c.get("person"), "poll")) return c.text("forbidden", 403);
    const { account } = await bodyOf(c);
    const theirs = accountsFor(parts.config, c.get("person"), parts.config.accounts);
    if (account === undefined || !theirs.some(({ id }) => id === account)) return c.notFound();
    await parts.pollNow(account);
    return c.redirect("/health", 303);
  });
  return app;
}

interface HealthProps {
  view: View;
  overview: Overview;
  backup: BackupState | null;
  accounts: readonly AccountPage[];
  names: Names;
  mayPoll: boolean;
}

function Health({ view, overview, backup, accounts, names, mayPoll }: HealthProps) {
  const { health } = view.say.web;
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{health.name}</h1>
      </div>
      <div class="stack">
        <Alarms view={view} overview={overview} accounts={accounts} names={names} />
        <section>
          <h2>{health.accounts}</h2>
          <table class="table fold">
            <thead>
              <tr>
                {Object.values(health.columns).map((column) => (
                  <th scope="col">{column}</th>
                ))}
                <th scope="col">
                  <span class="vh">{health.acts}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {accounts.map((account) => (
                <Account view={view} account={account} mayPoll={mayPoll} />
              ))}
            </tbody>
          </table>
        </section>
        {seesAll(view.person) && <Tiles view={view} overview={overview} backup={backup} />}
      </div>
    </main>
  );
}

/** What needs somebody, each with what is to be done. */
function Alarms({ view, overview, accounts, names }: Omit<HealthProps, "mayPoll" | "backup">) {
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
  const pauses = Object.entries(overview.paused);
  const channels = isAll ? overview.channels.flatMap((channel) => channelAlarm(view, channel)) : [];
  const alarms = [...held, ...away, ...channels, ...late, ...failing, ...time, ...unread, ...open];
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
        <Paused view={view} names={names} lane={lane} pause={pause} />
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

interface PausedProps extends Pick<HealthProps, "view" | "names"> {
  /** `publish`, `publish_wb`: what resumes it. */
  lane: string;
  pause: { since: number; by: string };
}

/** What somebody has stopped, since when, and where it goes on: all sending on the page about rules. */
function Paused({ view, names, lane, pause: { since, by } }: PausedProps) {
  const { say, person, now, timezone } = view;
  const { health } = say.web;
  return (
    <p class="alert warn">
      <Icon name="alert" />
      <span>
        {health.paused(laneInWords(say, lane), when(since, now, timezone), nameOf(say, names, by))}{" "}
        {lane === "publish" && mayStopSending(person) ? <a href="/rules">{health.goOn}</a> : health.askAdmin}
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

function Account({ view, account, mayPoll }: { view: View; account: AccountPage; mayPoll: boolean }) {
  const { say, now, timezone } = view;
  const { columns, pollNow, never, fetched } = say.web.health;
  const last = Math.max(0, ...account.polls.map((poll) => poll.last_poll_at ?? 0));
  const error = failedPoll(account);
  const isOpen = account.polls.some((poll) => {
    const circuit = { consecutiveErrors: poll.consecutive_errors, openUntil: poll.circuit_open_until };
    return circuitState(circuit, now) !== "closed";
  });
  const isBad = error !== undefined || isOpen || account.holds.length > 0 || account.late.length > 0;
  const total = account.polls.reduce((sum, poll) => sum + poll.items_fetched_last, 0);
  return (
    <tr class={isBad ? "alarm" : ""}>
      <td>
        <p>
          <Place web={say.web} item={account} /> <b>{account.id}</b>
        </p>
      </td>
      <td data-l={columns.link}>
        <span class={isBad ? "st bad" : "st ok"}>
          <Icon name={isBad ? "alert" : "check"} />
          {isBad ? say.words.failing : say.words.closed}
        </span>
        {error && <p class="dim">{happened(error.last_poll_error_code ?? "", say.failures)}</p>}
      </td>
      <td data-l={columns.polled}>
        {last === 0 ? never : when(last, now, timezone)}
        {seesAll(view.person) && <p class="dim">{fetched(number(total))}</p>}
      </td>
      <td data-l={columns.key}>{keyWords(view, account)}</td>
      <td>
        {mayPoll && (
          <form method="post" action="/health/poll">
            <input type="hidden" name="account" value={account.id} />
            <button class="btn small">{pollNow}</button>
          </form>
        )}
      </td>
    </tr>
  );
}

function failedPoll({ polls }: AccountPage) {
  return polls.find((poll) => poll.last_poll_status === "error");
}

function keyWords({ say, now }: View, { key, holds }: AccountPage): string {
  if (holds.length > 0) return say.words.keyRefused;
  if (key === null) return say.words.keyNotSeen;
  return key.expires_at === null ? say.words.noEnd : say.web.health.left(span(key.expires_at - now, say));
}

function Tiles({ view, overview, backup }: Pick<HealthProps, "view" | "overview" | "backup">) {
  const { say, now } = view;
  const { health } = say.web;
  const { jobs, daemon, ai_today: ai } = overview;
  return (
    <div class="tiles">
      <section class="tile">
        <h2>{health.program}</h2>
        <p class="st ok">
          <Icon name="check" />
          {health.up(daemon === null ? "" : span(now - daemon.started_at, say))}
        </p>
      </section>
      <section class="tile">
        <h2>{health.queue}</h2>
        <p>{health.jobs(number(jobs.running + jobs.ready), number(jobs.scheduled))}</p>
        <p class="dim">{health.failed(number(overview.failed_24h))}</p>
      </section>
      <section class="tile">
        <h2>{health.ai}</h2>
        <p>{health.tokens(number(ai.tokens))}</p>
      </section>
      <section class="tile">
        <h2>{health.sent}</h2>
        <p>{health.sent24(number(overview.published_24h))}</p>
        {overview.unsent > 0 && <a href="/inbox?tab=unsent">{health.unsent(number(overview.unsent))}</a>}
      </section>
      <section class="tile">
        <h2>{health.backup.name}</h2>
        <Backup view={view} backup={backup} />
      </section>
      {overview.channels.map((channel) => (
        <ChannelTile view={view} state={channel} />
      ))}
    </div>
  );
}

/** How old the newest copy is; red when the last night has made none. */
function Backup({ view: { say, now }, backup }: Pick<HealthProps, "view" | "backup">) {
  const words = say.web.health.backup;
  if (backup === null) return <p class="dim">{words.unknown}</p>;
  return (
    <>
      <p class={backup.isOld ? "st bad" : "st ok"}>
        <Icon name={backup.isOld ? "alert" : "check"} />
        {backup.at === null ? words.none : words.made(span(now - backup.at, say))}
      </p>
      {backup.isOld && <p class="dim">{words.how}</p>}
    </>
  );
}
