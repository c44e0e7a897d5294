/** @jsxImportSource hono/jsx */
import { Hono, type Context } from "hono";
import { z } from "zod";
import { StateError } from "../base/errors.ts";
import { actorOf } from "../decisions/people.ts";
import { may, ROLES } from "../domain/access.ts";
import { whyNot } from "../domain/refused-decision.ts";
import { sessionToken } from "./cookies.ts";
import { fieldsOf } from "./form.ts";
import type { WebParts } from "./parts.ts";
import { People, type Shown } from "./people-page.tsx";
import { Page } from "./shell.tsx";
import { viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";

const rights = z.object({ role: z.enum(ROLES), brands: z.array(z.string().max(100)).max(100) });

/** Who may sign in: invitations, roles and brands, dismissal; for everybody their own sessions. */
export function peopleRoutes(parts: WebParts): Hono<WebEnv> {
  const { people, config } = parts;
  const app = new Hono<WebEnv>();
  app.get("/people", (c) => show(c, {}));
  app.post("/people/*", async (c, next) => (may(c.get("person"), "people") ? next() : c.text("forbidden", 403)));

  app.post("/people/invite", async (c) => {
    const wanted = rightsIn(await fieldsOf(c), config.brands.length);
    if (!wanted) return c.redirect("/people", 303);
    return attempt(c, async (actor) => {
      const { code } = await people.makeLink(wanted, actor);
      return { link: linkTo(parts, c, code) };
    });
  });
  app.post("/people/:id{[0-9]+}/rights", async (c) => {
    const wanted = rightsIn(await fieldsOf(c), config.brands.length);
    if (!wanted) return c.redirect("/people", 303);
    return attempt(c, async (actor) => void (await people.change(Number(c.req.param("id")), wanted, actor)));
  });
  app.post("/people/:id{[0-9]+}/:what{off|on|link}", async (c) => {
    const id = Number(c.req.param("id"));
    return attempt(c, async (actor) => {
      if (c.req.param("what") === "link")
        return { link: linkTo(parts, c, (await people.makeLink({ userId: id }, actor)).code) };
      await (c.req.param("what") === "off" ? people.setOff(id, actor) : people.setOn(id, actor));
      return undefined;
    });
  });
  app.post("/me/sessions/end", async (c) => {
    const person = c.get("person");
    await people.endSessions(person.id, actorOf(person), sessionToken(c));
    return c.redirect("/people", 303);
  });

  async function attempt(
    c: Context<WebEnv>,
    act: (actor: string) => Promise<Shown | undefined | void>,
  ): Promise<Response> {
    try {
      return await show(c, (await act(actorOf(c.get("person")))) ?? {});
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const view = await viewOf(parts, c);
      return show(c, { trouble: whyNot(error)(view.say) }, 409);
    }
  }

  async function show(c: Context<WebEnv>, shown: Shown, status: 200 | 409 = 200): Promise<Response> {
    const view = await viewOf(parts, c);
    const list = may(view.person, "people") ? await people.list() : [];
    const sessions = await people.sessionsOf(view.person.id, sessionToken(c));
    return c.html(
      <Page view={view} title={view.say.web.people.name} section="people">
        <People view={view} shown={shown} list={list} sessions={sessions} brands={config.brands} />
      </Page>,
      status,
    );
  }
  return app;
}

function linkTo({ config }: WebParts, c: Context<WebEnv>, code: string): string {
  return `${config.http.public_url ?? new URL(c.req.url).origin}/link#${code}`;
}

/** @param all how many brands there are: whoever has all of them has those to come, too */
function rightsIn(
  fields: URLSearchParams,
  all: number,
): { role: (typeof ROLES)[number]; brands: string[] | null } | undefined {
  const wanted = rights.safeParse({ role: fields.get("role"), brands: fields.getAll("brand") }).data;
  if (!wanted) return undefined;
  const isAll = wanted.brands.length === 0 || wanted.brands.length === all;
  return { role: wanted.role, brands: isAll ? null : wanted.brands };
}
