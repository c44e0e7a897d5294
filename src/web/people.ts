import { Hono, type Context } from "hono";
import { z } from "zod";
import { may, ROLES } from "../domain/access.ts";
import { textsOf } from "../texts/texts.ts";
import { fieldsOf } from "./form.ts";
import { myRoutes } from "./my-routes.ts";
import type { WebParts } from "./parts.ts";
import { peopleAnswer } from "./people-answer.tsx";
import type { WebEnv } from "./web-env.ts";

const rights = z.object({ role: z.enum(ROLES), brands: z.array(z.string().max(100)).min(1).max(100) });

/** Who may sign in: invitations, roles and brands, dismissal; for everybody their own sessions and password. */
export function peopleRoutes(parts: WebParts): Hono<WebEnv> {
  const { people, config } = parts;
  const answer = peopleAnswer(parts);
  const app = new Hono<WebEnv>();
  app.route("/", myRoutes(parts, answer));
  app.get("/people", (c) => answer.show(c, {}));
  app.post("/people/*", async (c, next) => (may(c.get("person"), "people") ? next() : c.text("forbidden", 403)));

  app.post("/people/invite", async (c) => {
    const wanted = rightsIn(await fieldsOf(c), config.brands.length);
    if (!wanted) return noBrand(c);
    return answer.attempt(c, async (actor) => {
      const { code } = await people.makeLink(wanted, actor);
      return { link: linkTo(parts, c, code) };
    });
  });
  app.post("/people/:id{[0-9]+}/rights", async (c) => {
    const wanted = rightsIn(await fieldsOf(c), config.brands.length);
    if (!wanted) return noBrand(c);
    return answer.attempt(c, async (actor) => void (await people.change(Number(c.req.param("id")), wanted, actor)));
  });
  app.post("/people/:id{[0-9]+}/:what{(?:off|on|link)}", async (c) => {
    const id = Number(c.req.param("id"));
    return answer.attempt(c, async (actor) => {
      if (c.req.param("what") === "link")
        return { link: linkTo(parts, c, (await people.makeLink({ userId: id }, actor)).code) };
      await (c.req.param("what") === "off" ? people.setOff(id, actor) : people.setOn(id, actor));
      return undefined;
    });
  });
  app.post("/people/links/:id/off", (c) =>
    answer.attempt(c, async (actor) => void (await people.takeBackLink(c.req.param("id"), actor))),
  );
  function noBrand(c: Context<WebEnv>): Promise<Response> {
    return answer.show(c, { trouble: textsOf(config.locale).web.people.noBrand }, 400);
  }

  return app;
}

function linkTo({ config }: WebParts, c: Context<WebEnv>, code: string): string {
  return `${config.http.public_url ?? new URL(c.req.url).origin}/link#${code}`;
}

/**
 * @param all how many brands there are: whoever has all of them has those to come, too
 * @returns undefined when the form names no brand: that is a slip, and must not come to mean all of them
 */
function rightsIn(
  fields: URLSearchParams,
  all: number,
): { role: (typeof ROLES)[number]; brands: string[] | null } | undefined {
  const wanted = rights.safeParse({ role: fields.get("role"), brands: fields.getAll("brand") }).data;
  if (!wanted) return undefined;
  return { role: wanted.role, brands: new Set(wanted.brands).size === all ? null : wanted.brands };
}
