/** @jsxImportSource hono/jsx */
import { Hono, type Context } from "hono";
import type { CellStanding } from "../desk/cells-api.ts";
import type { ProgramOverview, ProgramState } from "../desk/program-state.ts";
import { may, seesAll } from "../domain/access.ts";
import { Alarm } from "./cells-said.tsx";
import { bodyOf } from "./form.ts";
import { alarmsOf } from "./health-alarms.tsx";
import { Backup, Health } from "./health.tsx";
import { ChannelTile } from "./health-channels.tsx";
import { Icon } from "./icons.tsx";
import { namesOf, type Names } from "./names.ts";
import type { PartsOf, View } from "./parts.ts";
import { number, when } from "./say.ts";
import { Page } from "./shell.tsx";
import { accountsFor, viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";

/** The daemons behind this inbox: which of them answer, how each does, and where its own pages are. */
export function cellsRoutes(parts: PartsOf<"cells">): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/cells", async (c) => {
    const [view, all] = await Promise.all([viewOf(parts, c), parts.cells.all(c.get("person"))]);
    const cells = all.map((cell) => ({ ...cell, pulses: accountsFor(parts.config, view.person, cell.pulses) }));
    return c.html(
      <Page view={view} title={view.say.web.cells.name} section="cells">
        <CellTable view={view} cells={cells} channels={may(view.person, "keys") ? parts.channels() : []} />
      </Page>,
    );
  });
  app.get("/cells/:cell", (c) => show(c));
  app.post("/cells/:cell/poll", async (c) => {
    const person = c.get("person");
    if (!may(person, "poll")) return c.text("forbidden", 403);
    const { account = "" } = await bodyOf(c);
    const trouble = await parts.cells.poll(c.req.param("cell"), account, person);
    if (trouble === undefined) return c.notFound();
    return trouble === null ? c.redirect(`/cells/${c.req.param("cell")}`, 303) : show(c, trouble);
  });

  async function show(c: Context<WebEnv>, trouble?: string): Promise<Response> {
    const cell = await parts.cells.one(c.req.param("cell") ?? "", c.get("person"));
    if (!cell) return c.notFound();
    const [view, people] = await Promise.all([viewOf(parts, c), parts.people.list()]);
    return c.html(
      <Page view={view} title={cell.name} section="cells">
        <OneCell view={view} cell={cell} names={namesOf(people)} trouble={trouble} />
      </Page>,
      trouble === undefined ? 200 : 503,
    );
  }

  return app;
}

interface OneProps {
  view: View;
  cell: CellStanding;
  names: Names;
  trouble: string | undefined;
}

/** How one of them does, as its own page about that says it. */
function OneCell({ view, cell, names, trouble }: OneProps) {
  const { cells } = view.say.web;
  const { program } = cell;
  const why = program !== null ? undefined : cell.isOlder ? cells.old(cell.name) : cells.isGone(cell.name);
  return (
    <main id="main" class="page">
      <div class="page-head">
        <p>
          <a href="/cells">{cells.back}</a>
        </p>
        <h1>{cell.name}</h1>
        {cell.version !== null && <p class="dim">{cells.version(cell.version)}</p>}
      </div>
      {[trouble, why, ...cell.sharedBots.map((channel) => sharedBot(view, channel))].map(
        (said) => said !== undefined && <Alarm said={said} />,
      )}
      {program !== null && (
        <Health
          view={view}
          state={program}
          names={names}
          polls={`/cells/${cell.id}/poll`}
          resumes={cell.pages === null ? "/cells" : `${cell.pages}/rules`}
        />
      )}
    </main>
  );
}

/** What a cell did that had a bot of the hub's. */
function sharedBot({ say }: View, channel: CellStanding["sharedBots"][number]): string {
  return say.web.cells.sharedBot(say.web.health.channels.names[channel]);
}

interface TableProps {
  view: View;
  cells: readonly CellStanding[];
  /** How the ways do on which people are told. */
  channels: ProgramOverview["channels"];
}

function CellTable({ view, cells, channels }: TableProps) {
  const { cells: say } = view.say.web;
  const { work, backup, ...columns } = say.columns;
  const { own, ...first } = columns;
  const heads = [...Object.values(first), ...(seesAll(view.person) ? [work, backup] : []), own];
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{say.name}</h1>
        <p class="dim">{say.lead}</p>
      </div>
      <table class="table fold">
        <thead>
          <tr>
            {heads.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <Row view={view} cell={cell} />
          ))}
        </tbody>
      </table>
      {channels.length > 0 && (
        <div class="tiles">
          {channels.map((channel) => (
            <ChannelTile view={view} state={channel} />
          ))}
        </div>
      )}
    </main>
  );
}

function Row({ view, cell }: { view: View; cell: CellStanding }) {
  const { cells: say } = view.say.web;
  return (
    <tr class={cell.state === "down" ? "alarm" : ""}>
      <th scope="row">
        <a href={`/cells/${cell.id}`}>{cell.name}</a> <span class="dim">{cell.id}</span>
      </th>
      <td data-l={say.columns.state}>
        <span class={cell.state === "up" ? "st ok" : "st bad"}>
          <Icon name={cell.state === "up" ? "check" : "alert"} />
          {say.states[cell.state]}
        </span>
        {cell.version !== null && <p class="dim">{say.version(cell.version)}</p>}
        {cell.sharedBots.map((channel) => (
          <p class="st warn">
            <Icon name="alert" />
            {sharedBot(view, channel)}
          </p>
        ))}
        <Needed view={view} cell={cell} />
      </td>
      <td data-l={say.columns.accounts}>
        {accountsInWords(view, cell)}
        <LastRead view={view} cell={cell} />
      </td>
      {seesAll(view.person) && <Work view={view} cell={cell} />}
      <td data-l={say.columns.own}>
        <OwnPages view={view} pages={cell.pages} />
      </td>
    </tr>
  );
}

/** How much there is that somebody has to see to; the page of the cell says what. */
function Needed({ view, cell: { id, program } }: { view: View; cell: CellStanding }) {
  const count = program ? alarmsOf(view, program).length + Object.keys(program.overview.paused).length : 0;
  if (count === 0) return null;
  return (
    <p>
      <a class="bad" href={`/cells/${id}`}>
        {view.say.web.cells.needed(count)}
      </a>
    </p>
  );
}

function LastRead({ view: { say, now, timezone }, cell }: { view: View; cell: CellStanding }) {
  const last = Math.max(0, ...cell.pulses.map(({ polledAt }) => polledAt ?? 0));
  return last === 0 ? null : <p class="dim">{say.web.cells.read(when(last, now, timezone))}</p>;
}

/** What waits to be done, what failed, and how old the newest copy is. */
function Work({ view, cell }: { view: View; cell: CellStanding }) {
  const { cells, health } = view.say.web;
  const { work, backup } = cells.columns;
  if (cell.program === null) {
    const why = cell.isOlder ? cells.old(cell.name) : cells.notKnown;
    return [work, backup].map((column) => (
      <td class="dim" data-l={column}>
        {why}
      </td>
    ));
  }
  return (
    <>
      <td data-l={work}>
        <Backlog health={health} overview={cell.program.overview} />
      </td>
      <td data-l={backup}>
        <Backup view={view} backup={cell.program.backup} />
      </td>
    </>
  );
}

function Backlog({ health, overview }: { health: View["say"]["web"]["health"]; overview: ProgramState["overview"] }) {
  const { jobs, failed_24h: failed, unsent } = overview;
  return (
    <>
      {health.jobs(number(jobs.running + jobs.ready), number(jobs.scheduled))}
      {failed > 0 && <p class="dim">{health.failed(number(failed))}</p>}
      {unsent > 0 && <p class="bad">{health.unsent(number(unsent))}</p>}
    </>
  );
}

function accountsInWords({ say }: View, { pulses, version }: CellStanding): string {
  if (version === null) return say.web.cells.notKnown;
  const bad = pulses.filter(({ held, late, failing }) => held || late || failing);
  if (bad.length === 0) return say.web.cells.accountsFine(pulses.length);
  return bad.map(({ id }) => say.web.isNotRead(id)).join(", ");
}

function OwnPages({ view, pages }: { view: View; pages: string | null }) {
  const { cells, rules, nav, alertsPage } = view.say.web;
  if (pages === null) return <p class="dim">{cells.noPages}</p>;
  const own = {
    rules: rules.menu,
    voice: nav.voice,
    health: nav.health,
    alerts: alertsPage.menu,
  };
  return (
    <p class="line">
      {Object.entries(own).map(([path, name]) => (
        <>
          <a href={`${pages}/${path}`}>{name}</a>{" "}
        </>
      ))}
    </p>
  );
}
