/** @jsxImportSource hono/jsx */
import type { Context } from "hono";
import { StateError } from "../base/errors.ts";
import { actorOf } from "../decisions/people.ts";
import { may } from "../domain/access.ts";
import { whyNot } from "../domain/refused-decision.ts";
import { sessionToken } from "./cookies.ts";
import type { WebParts } from "./parts.ts";
import { People, type Shown } from "./people-page.tsx";
import { Page } from "./shell.tsx";
import { viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";

export interface PeopleAnswer {
  /** Does it and shows the page anew, with what it led to or why it was refused. */
  attempt(c: Context<WebEnv>, act: (actor: string) => Promise<Shown | undefined | void>): Promise<Response>;
  show(c: Context<WebEnv>, shown: Shown, status?: 200 | 400 | 409): Promise<Response>;
}

/** What each button of the page about people leads to. */
export function peopleAnswer(parts: WebParts): PeopleAnswer {
  const { people, config } = parts;
  return {
    async attempt(c, act) {
      try {
        const shown = (await act(actorOf(c.get("person")))) ?? {};
        if (shown.link === undefined && shown.trouble === undefined) return c.redirect("/people", 303);
        return await this.show(c, shown, shown.trouble === undefined ? 200 : 409);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        const view = await viewOf(parts, c);
        return this.show(c, { trouble: whyNot(error)(view.say) }, 409);
      }
    },
    async show(c, shown, status = 200) {
      const view = await viewOf(parts, c);
      const isAdmin = may(view.person, "people");
      const { name, mySessions } = view.say.web.people;
      const [list, links] = isAdmin ? await Promise.all([people.list(), people.links()]) : [[], []];
      const sessions = await people.sessionsOf(view.person.id, sessionToken(c));
      return c.html(
        <Page view={view} title={isAdmin ? name : mySessions} section="people">
          <People view={view} shown={shown} list={list} links={links} sessions={sessions} brands={config.brands} />
        </Page>,
        status,
      );
    },
  };
}
