import { Hono, type Context } from "hono";
import { z } from "zod";
import { MINUTE_MS } from "../base/clock.ts";
import type { SignInRefused } from "../decisions/people-api.ts";
import { actorOf } from "../decisions/people.ts";
import { textsOf, type Texts } from "../texts/texts.ts";
import { keepSession, sessionToken } from "./cookies.ts";
import { deviceOf } from "./device.ts";
import { bodyOf } from "./form.ts";
import type { WebParts } from "./parts.ts";
import type { PeopleAnswer } from "./people-answer.tsx";
import type { Shown } from "./people-page.tsx";
import type { WebEnv } from "./web-env.ts";

const passwords = z.object({ old: z.string().min(1).max(200), password: z.string().max(200) });

/** Everybody's own sessions and password. */
export function myRoutes({ people, config }: WebParts, answer: PeopleAnswer): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.post("/me/sessions/end", async (c) => {
    const person = c.get("person");
    await people.endSessions(person.id, actorOf(person), sessionToken(c));
    return c.redirect("/people", 303);
  });
  app.post("/me/sessions/:id/end", async (c) => {
    const person = c.get("person");
    await people.endSession(person.id, c.req.param("id"), actorOf(person));
    return c.redirect("/people", 303);
  });
  app.post("/me/password", async (c) => {
    const form = passwords.safeParse(await bodyOf(c)).data;
    const { web } = textsOf(config.locale);
    if (!form) return answer.show(c, { trouble: web.people.oldWrong }, 400);
    return answer.attempt(c, () => changePassword(c, form));
  });

  /** The person's sessions end with the old password, this one too: a new one begins in its place. */
  async function changePassword(c: Context<WebEnv>, form: z.infer<typeof passwords>): Promise<Shown | undefined> {
    const { id } = c.get("person");
    const remember = (await people.sessionsOf(id, sessionToken(c))).some((own) => own.current && own.remembered);
    const outcome = await people.changePassword(id, form.old, form.password, { remember, ...deviceOf(c) });
    if ("refused" in outcome) return { trouble: refusal(outcome, textsOf(config.locale)) };
    keepSession(c, outcome.token, remember);
    return undefined;
  }
  return app;
}

/** Why the old password was not taken. */
function refusal({ refused, retryAfterMs = MINUTE_MS }: SignInRefused, { web }: Texts): string {
  return refused === "slow" ? web.door.slow(Math.ceil(retryAfterMs / MINUTE_MS)) : web.people.oldWrong;
}
