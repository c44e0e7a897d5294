/** @jsxImportSource hono/jsx */
import { Hono, type Context } from "hono";
import { StateError } from "../../base/errors.ts";
import type { CellRules } from "../../desk/cell-rules.ts";
import { mayChange, mayStopSending } from "../../domain/access.ts";
import { isAway } from "../cells-away.tsx";
import { bodyOf } from "../form.ts";
import type { PartsOf, View } from "../parts.ts";
import { Page } from "../shell.tsx";
import { viewOf } from "../view.ts";
import type { WebEnv } from "../web-env.ts";
import { RULES, RULES_AT, rulesPage, STOPPED, type RulesPage } from "./data.ts";
import { CellsRules, type CellStands } from "./cells-page.tsx";
import type { Outcome } from "../cells-said.tsx";
import { rulesRoutes } from "./routes.ts";

type Parts = PartsOf<"cellRules">;

/** The rules of all cells on one page, those of each on a page of its own, and stopping all of them at once. */
export function cellRulesRoutes(parts: Parts): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get(RULES_AT, async (c) => show(c, await viewOf(parts, c), []));
  app.post("/rules/all/sending/:what{(?:stop|start)}", async (c) => {
    if (!mayStopSending(c.get("person"))) return c.text("forbidden", 403);
    return together(c, async (view, cell) => {
      const done = await cell.rules.setSending(c.req.param("what") === "start", view.person);
      return done ? view.say.web.rules.cells.done : view.say.web.rules.cells.forbidden;
    });
  });
  app.post("/rules/all/:what{(?:stop|start)}", async (c) => {
    if (!mayChange(c.get("person"), RULES)) return c.text("forbidden", 403);
    const marks = await bodyOf(c);
    const value = c.req.param("what") === "start";
    return together(c, (view, cell) => switchRules(view, cell, value, marks[`mark-${cell.id}`] ?? ""));
  });
  for (const { id, name, ...cell } of parts.cellRules) {
    const base = `/cells/${id}/rules`;
    app.use(`${base}/*`, async (c, next) => (cell.concerns(c.get("person")) ? next() : c.notFound()));
    app.route("/", rulesRoutes({ ...parts, ...cell, base, cell: name }));
  }

  /** Asks every cell at once. One that does not answer keeps no other from doing it, and is told of by its name. */
  async function together(
    c: Context<WebEnv>,
    press: (view: View, cell: CellRules) => Promise<string>,
  ): Promise<Response> {
    const view = await viewOf(parts, c);
    const theirs = parts.cellRules.filter((cell) => cell.concerns(view.person));
    const outcomes = await Promise.all(
      theirs.map(async (cell): Promise<Outcome> => {
        const said = await press(view, cell).catch((error: unknown) => whyNot(view, cell, error));
        return { cell: cell.name, said, isDone: said === view.say.web.rules.cells.done };
      }),
    );
    return show(c, view, outcomes);
  }

  async function show(c: Context<WebEnv>, view: View, outcomes: readonly Outcome[]): Promise<Response> {
    const theirs = parts.cellRules.filter((cell) => cell.concerns(view.person));
    const cells = await Promise.all(theirs.map((cell) => standing(parts, view, cell)));
    return c.html(
      <Page view={view} title={view.say.web.rules.menu} section="rules">
        <CellsRules view={view} cells={cells} outcomes={outcomes} />
      </Page>,
      outcomes.some(({ isDone }) => !isDone) ? 409 : 200,
    );
  }

  return app;
}

async function switchRules(view: View, cell: CellRules, value: boolean, mark: string): Promise<string> {
  const { cells } = view.say.web.rules;
  const done = await cell.settings.change({ path: STOPPED, value, from: mark }, view.person);
  if (!("refused" in done)) return cells.done;
  const { code, message } = done.refused;
  if (code === "setting.forbidden") return cells.forbidden;
  return code === "setting.changed" ? cells.changed : message;
}

/** What is said of a cell that gave no answer to a change: whether it has been done is not always known. */
export function whyNot({ say }: View, { name }: Pick<CellRules, "name">, error: unknown): string {
  if (!(error instanceof StateError) || !isAway(error)) throw error;
  const { cells } = say.web;
  if (error.code === "cell.lacking") return cells.old(name);
  return error.code === "cell.unknown" ? cells.unknownChange(name) : cells.notDone(name);
}

async function standing(parts: Parts, view: View, cell: CellRules): Promise<CellStands> {
  const { id, name } = cell;
  try {
    const page: RulesPage = await rulesPage({ ...parts, ...cell, base: `/cells/${id}/rules`, cell: name }, view, {});
    return { id, name, page, why: "" };
  } catch (error) {
    if (!(error instanceof StateError) || !isAway(error)) throw error;
    const { cells, rules } = view.say.web;
    return { id, name, page: null, why: error.code === "cell.lacking" ? cells.old(name) : rules.cells.isAway };
  }
}
