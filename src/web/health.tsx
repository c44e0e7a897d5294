/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { may, seesAll } from "../domain/access.ts";
import { circuitState } from "../domain/circuit.ts";
import { happened } from "../domain/failure.ts";
import { programState, type AccountState, type ProgramState } from "../desk/program-state.ts";
import { bodyOf } from "./form.ts";
import { Alarms, failedPoll } from "./health-alarms.tsx";
import { ChannelTile } from "./health-channels.tsx";
import { Icon } from "./icons.tsx";
import { Place } from "./inbox/row.tsx";
import { namesOf, type Names } from "./names.ts";
import type { View, PartsOf } from "./parts.ts";
import { number, span, when } from "./say.ts";
import { Page } from "./shell.tsx";
import { accountsFor, viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";

/** Is it working, and what is to be done: accounts, keys, polls, the queue, the AI. */
export function healthRoutes(parts: PartsOf<"health">): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/health", async (c) => {
    const view = await viewOf(parts, c);
    const [state, people] = await Promise.all([programState(parts, view.person), parts.people.list()]);
    return c.html(
      <Page view={view} title={view.say.web.health.name} section="health">
        <main id="main" class="page">
          <div class="page-head">
            <h1>{view.say.web.health.name}</h1>
          </div>
          <Health view={view} state={state} names={namesOf(people)} polls="/health/poll" resumes="/rules" />
        </main>
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
  state: ProgramState;
  names: Names;
  /** Where an account's marketplace is asked to be read now. */
  polls: string;
  /** Where all sending is resumed. */
  resumes: string;
}

/** What needs somebody, the accounts, and how much is done. */
export function Health({ view, state, names, polls, resumes }: HealthProps) {
  const { health } = view.say.web;
  return (
    <div class="stack">
      <Alarms view={view} state={state} names={names} resumes={resumes} />
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
            {state.accounts.map((account) => (
              <Account view={view} account={account} polls={polls} />
            ))}
          </tbody>
        </table>
      </section>
      {seesAll(view.person) && <Tiles view={view} {...state} />}
    </div>
  );
}

function Account({ view, account, polls }: { view: View; account: AccountState; polls: string }) {
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
        {may(view.person, "poll") && (
          <form method="post" action={polls}>
            <input type="hidden" name="account" value={account.id} />
            <button class="btn small">{pollNow}</button>
          </form>
        )}
      </td>
    </tr>
  );
}

function keyWords({ say, now }: View, { key, holds }: AccountState): string {
  if (holds.length > 0) return say.words.keyRefused;
  if (key === null) return say.words.keyNotSeen;
  return key.expires_at === null ? say.words.noEnd : say.web.health.left(span(key.expires_at - now, say));
}

function Tiles({ view, overview, backup }: { view: View } & Omit<ProgramState, "accounts">) {
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
export function Backup({ view: { say, now }, backup }: { view: View } & Pick<ProgramState, "backup">) {
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
