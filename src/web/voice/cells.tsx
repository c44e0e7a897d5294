/** @jsxImportSource hono/jsx */
import { Hono, type Context } from "hono";
import { StateError } from "../../base/errors.ts";
import type { CellRules } from "../../desk/cell-rules.ts";
import { mayChange, sees, type Person } from "../../domain/access.ts";
import { isAway } from "../cells-away.tsx";
import { bodyOf } from "../form.ts";
import type { PartsOf, View } from "../parts.ts";
import { whyNot } from "../rules/cells.tsx";
import { Page } from "../shell.tsx";
import { viewOf } from "../view.ts";
import type { WebEnv } from "../web-env.ts";
import { pathOf, settingsOf, VOICE_AT } from "./brand-settings.ts";
import { BrandList, Compared, type CellVoiceStands } from "./cells-page.tsx";
import type { Outcome } from "../cells-said.tsx";
import { VOICE_KEYS, type Settings } from "./form.ts";
import { voiceRoutes } from "./routes.ts";

type Parts = PartsOf<"cellRules">;
interface Brand {
  id: string;
  name: string;
}

/** The voices of the brands in the cells that hold them, and how these differ. */
export function cellVoiceRoutes(parts: Parts): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get(VOICE_AT, async (c) => {
    const view = await viewOf(parts, c);
    const brands = brandsOf(parts, view.person).map((brand) => ({
      ...brand,
      cells: holding(parts, brand, view.person),
    }));
    return c.html(
      <Page view={view} title={view.say.web.voice.name} section="voice">
        <BrandList view={view} brands={brands} />
      </Page>,
    );
  });
  app.get(`${VOICE_AT}/:brand`, async (c) => {
    const view = await viewOf(parts, c);
    const brand = brandIn(c, view);
    return brand ? show(c, view, brand, []) : c.notFound();
  });
  app.post(`${VOICE_AT}/:brand/copy`, async (c) => {
    const view = await viewOf(parts, c);
    const brand = brandIn(c, view);
    if (!brand) return c.notFound();
    if (!mayChange(view.person, pathOf(brand, "tone"))) return c.text("forbidden", 403);
    const { from: name = "", ...marks } = await bodyOf(c);
    const cells = holding(parts, brand, view.person);
    const from = cells.find(({ id }) => id === name);
    if (!from) return c.notFound();
    const settings = await settingsOf(from, brand);
    const others = cells.filter((cell) => cell !== from);
    const asked = others.map((cell) => copied(view, brand, { cell, settings, marks, from: from.id }));
    return show(c, view, brand, await Promise.all(asked));
  });
  for (const { id, name, rules: _, voice, ...cell } of parts.cellRules) {
    const base = `/cells/${id}/voice`;
    app.use(`${base}/*`, async (c, next) => (cell.concerns(c.get("person")) ? next() : c.notFound()));
    app.route("/", voiceRoutes({ ...parts, ...cell, ...voice, base, cell: name }));
  }

  function brandIn(c: Context<WebEnv>, { person }: View): Brand | undefined {
    return brandsOf(parts, person).find(({ id }) => id === c.req.param("brand"));
  }

  async function show(c: Context<WebEnv>, view: View, brand: Brand, outcomes: readonly Outcome[]): Promise<Response> {
    const known = await Promise.all(holding(parts, brand, view.person).map((cell) => standing(view, brand, cell)));
    const cells = [...known, ...neverHeard(parts, view)];
    const mayEdit = mayChange(view.person, pathOf(brand, "tone"));
    return c.html(
      <Page view={view} title={view.say.web.voice.name} section="voice">
        <Compared view={view} brand={brand} cells={cells} outcomes={outcomes} mayEdit={mayEdit} />
      </Page>,
      outcomes.some(({ isDone }) => !isDone) ? 409 : 200,
    );
  }

  return app;
}

function brandsOf({ cellRules }: Parts, person: Person): Brand[] {
  const all = cellRules.flatMap((cell) => cell.shop().brands).filter(({ id }) => sees(person, id));
  return [...new Map(all.toReversed().map(({ id, name }) => [id, { id, name }])).values()].toReversed();
}

/** The cells that are known to have the brand. */
function holding({ cellRules }: Parts, { id }: Brand, person: Person): CellRules[] {
  return cellRules.filter((cell) => cell.concerns(person) && cell.shop().brands.some((brand) => brand.id === id));
}

/** Cells that may hold the brand: they have not answered since the hub was started. */
function neverHeard({ cellRules }: Parts, { person, say }: View): CellVoiceStands[] {
  const silent = cellRules.filter((cell) => cell.concerns(person) && cell.shop().brands.length === 0);
  return silent.map(({ id, name }) => ({ id, name, settings: null, why: say.web.voice.cells.isAway(name) }));
}

async function standing({ say }: View, brand: Brand, cell: CellRules): Promise<CellVoiceStands> {
  const { id, name } = cell;
  try {
    return { id, name, settings: await settingsOf(cell, brand), why: "" };
  } catch (error) {
    if (!(error instanceof StateError) || !isAway(error)) throw error;
    const { cells, voice } = say.web;
    return {
      id,
      name,
      settings: null,
      why: error.code === "cell.lacking" ? cells.old(name) : voice.cells.isAway(name),
    };
  }
}

interface Copy {
  cell: CellRules;
  /** Of the cell that is copied from. */
  settings: Settings;
  /** Of the values that were on the page, by `mark-<cell>-<key>`. */
  marks: Record<string, string>;
  from: string;
}

/** Puts what differs from the one cell into another one, value by value, unless it is another than it was on the page. */
async function copied(view: View, brand: Brand, { cell, settings, marks, from }: Copy): Promise<Outcome> {
  const { cells, fields, conflict } = view.say.web.voice;
  const wrong: string[] = [];
  for (const key of VOICE_KEYS) {
    const [ours, theirs] = [marks[`mark-${from}-${key}`], marks[`mark-${cell.id}-${key}`]];
    if (ours === theirs && ours !== undefined) continue;
    // What is copied is what was read: another value in the meantime is for a person to look at.
    if (ours !== settings[key].mark) {
      wrong.push(`${fields[key]}: ${conflict(null)}`);
      continue;
    }
    const change = { path: pathOf(brand, key), value: settings[key].value, from: theirs ?? "" };
    const done = await cell.settings.change(change, view.person).catch((error: unknown) => whyNot(view, cell, error));
    if (typeof done === "string") wrong.push(`${fields[key]}: ${done}`);
    else if ("refused" in done) {
      const { code, message, last } = done.refused;
      wrong.push(`${fields[key]}: ${code === "setting.changed" ? conflict(last?.by ?? null) : message}`);
    }
  }
  return { cell: cell.name, said: wrong.length === 0 ? cells.done : wrong.join(" "), isDone: wrong.length === 0 };
}
