/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { z } from "zod";
import { MINUTE_MS } from "../base/clock.ts";
import { StateError } from "../base/errors.ts";
import type { OpenLink as OpenedLink } from "../decisions/one-time-links.ts";
import { whyNot } from "../domain/refused-decision.ts";
import { textsOf, type Texts } from "../texts/texts.ts";
import { dropSession, keepSession, sessionToken } from "./cookies.ts";
import { deviceOf } from "./device.ts";
import { bodyOf } from "./form.ts";
import { Icon } from "./icons.tsx";
import type { WebParts } from "./parts.ts";
import { Gate } from "./shell.tsx";
import type { WebEnv } from "./web-env.ts";

const signInForm = z.object({
  login: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(200),
  keep: z.string().optional(),
});
const linkForm = z.object({
  code: z.string().trim().min(1).max(100),
  password: z.string().max(200).optional(),
  login: z.string().trim().max(100).default(""),
  name: z.string().trim().max(100).default(""),
});

/** Signing in and out, and the links that make a password. */
export function doorRoutes({ people, config }: WebParts): Hono<WebEnv> {
  const { web } = textsOf(config.locale);
  const app = new Hono<WebEnv>();

  app.get("/login", (c) => c.html(<SignIn web={web} />));
  app.post("/login", async (c) => {
    const form = signInForm.safeParse(await bodyOf(c)).data;
    const login = form?.login ?? "";
    if (!form) return c.html(<SignIn web={web} login={login} trouble={web.door.wrong} />, 400);
    const remember = form.keep !== undefined;
    const outcome = await people.signIn({ login, password: form.password, remember, ...deviceOf(c) });
    if ("refused" in outcome) {
      const trouble =
        outcome.refused === "slow"
          ? web.door.slow(Math.ceil((outcome.retryAfterMs ?? MINUTE_MS) / MINUTE_MS))
          : web.door[outcome.refused];
      return c.html(<SignIn web={web} login={login} trouble={trouble} />, outcome.refused === "slow" ? 429 : 401);
    }
    keepSession(c, outcome.token, remember);
    return c.redirect("/inbox", 303);
  });
  app.post("/logout", async (c) => {
    const token = sessionToken(c);
    if (token !== undefined) await people.signOut(token);
    dropSession(c);
    return c.redirect("/login", 303);
  });

  // The code stands in the fragment, which browsers never send; the page's script, or a person, puts it into the form.
  app.get("/link", (c) => c.html(<OpenLink web={web} />));
  app.post("/link", async (c) => {
    const form = linkForm.safeParse(await bodyOf(c)).data;
    const device = deviceOf(c);
    const link = form && (await people.openLink(form.code, device.address));
    if (!form || !link) return c.html(<LinkOver web={web} />, 410);
    const { code, password, login, name } = form;
    const asked = { web, code, link, login, name };
    if (password === undefined) return c.html(<NewPassword {...asked} />);
    try {
      const { token } = await people.redeem(code, password, { login, name, ...device });
      keepSession(c, token, false);
      return c.redirect("/inbox", 303);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return c.html(<NewPassword {...asked} trouble={whyNot(error)(textsOf(config.locale))} />, 400);
    }
  });
  return app;
}

function Trouble({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="alert bad" role="alert">
      <Icon name="alert" />
      <span>{text}</span>
    </p>
  );
}

interface SignInProps {
  web: Texts["web"];
  login?: string;
  trouble?: string;
}

function SignIn({ web, login = "", trouble }: SignInProps) {
  const { door } = web;
  return (
    <Gate web={web} title={door.name}>
      <Trouble text={trouble} />
      <form method="post" action="/login" class="stack tight">
        <label class="field">
          <span>{door.login}</span>
          <input name="login" autocomplete="username" value={login} required />
        </label>
        <label class="field">
          <span>{door.password}</span>
          <input
            type="password"
            name="password"
            autocomplete="current-password"
            required
            {...(trouble !== undefined && { "aria-invalid": "true" })}
          />
        </label>
        <label class="tick">
          <input type="checkbox" name="keep" />
          {door.keep}
        </label>
        <button class="btn primary">{door.name}</button>
      </form>
      <p class="dim">{door.forgotten}</p>
    </Gate>
  );
}

function OpenLink({ web }: { web: Texts["web"] }) {
  const { door } = web;
  return (
    <Gate web={web} title={door.linkName}>
      <p>{door.openWhy}</p>
      <form method="post" action="/link" class="stack tight" id="link">
        <label class="field">
          <span class="vh">{door.open}</span>
          <input name="code" required autocomplete="off" />
        </label>
        <button class="btn primary">{door.open}</button>
      </form>
    </Gate>
  );
}

interface NewPasswordProps {
  web: Texts["web"];
  code: string;
  link: OpenedLink;
  /** What a new person has typed. */
  login: string;
  name: string;
  trouble?: string;
}

function NewPassword({ web, code, link, login, name, trouble }: NewPasswordProps) {
  const { door } = web;
  return (
    <Gate web={web} title={link.login === null ? door.newPerson : door.linkName}>
      <Trouble text={trouble} />
      {link.login !== null && <p>{door.linkFor(link.login)}</p>}
      <form method="post" action="/link" class="stack tight">
        <input type="hidden" name="code" value={code} />
        {link.login === null ? (
          <>
            <label class="field">
              <span>{door.yourName}</span>
              <input name="name" autocomplete="name" value={name} required />
            </label>
            <label class="field">
              <span>{door.yourLogin}</span>
              <input name="login" autocomplete="username" value={login} required />
            </label>
          </>
        ) : (
          <input type="hidden" name="username" autocomplete="username" value={link.login} />
        )}
        <label class="field">
          <span>{door.newPassword}</span>
          <input type="password" name="password" autocomplete="new-password" minlength={12} maxlength={128} required />
        </label>
        <button class="btn primary">{door.set}</button>
      </form>
    </Gate>
  );
}

function LinkOver({ web }: { web: Texts["web"] }) {
  return (
    <Gate web={web} title={web.door.linkName}>
      <Trouble text={web.door.linkOver} />
    </Gate>
  );
}
