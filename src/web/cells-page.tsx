/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import type { CellState } from "../desk/work.ts";
import { Icon } from "./icons.tsx";
import type { PartsOf, View } from "./parts.ts";
import { Page } from "./shell.tsx";
import { accountsFor, viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";

/** The daemons behind this inbox: which of them answer, and where their own pages are. */
export function cellsRoutes(parts: PartsOf<"cells">): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/cells", async (c) => {
    const view = await viewOf(parts, c);
    const { cells: say } = view.say.web;
    const cells = parts.cells(view.person).map((cell) => {
      return { ...cell, pulses: accountsFor(parts.config, view.person, cell.pulses) };
    });
    return c.html(
      <Page view={view} title={say.name} section="cells">
        <main id="main" class="page">
          <div class="page-head">
            <h1>{say.name}</h1>
            <p class="dim">{say.lead}</p>
          </div>
          <table class="table fold">
            <thead>
              <tr>
                {Object.values(say.columns).map((column) => (
                  <th scope="col">{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {cells.map((cell) => (
                <Cell view={view} cell={cell} />
              ))}
            </tbody>
          </table>
        </main>
      </Page>,
    );
  });
  return app;
}

function Cell({ view, cell }: { view: View; cell: CellState }) {
  const { cells: say } = view.say.web;
  const isBad = cell.state === "down";
  return (
    <tr class={isBad ? "alarm" : ""}>
      <th scope="row">
        {cell.name} <span class="dim">{cell.id}</span>
      </th>
      <td data-l={say.columns.state}>
        <span class={cell.state === "up" ? "st ok" : "st bad"}>
          <Icon name={cell.state === "up" ? "check" : "alert"} />
          {say.states[cell.state]}
        </span>
        {cell.version !== null && <p class="dim">{say.version(cell.version)}</p>}
      </td>
      <td data-l={say.columns.accounts}>{accountsInWords(view, cell)}</td>
      <td data-l={say.columns.own}>
        <OwnPages view={view} pages={cell.pages} />
      </td>
    </tr>
  );
}

function accountsInWords({ say }: View, { pulses }: CellState): string {
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
