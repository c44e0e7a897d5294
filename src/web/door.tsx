/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { z } from "zod";
import { MINUTE_MS } from "../base/clock.ts";
import { AuthError, StateError } from "../base/errors.ts";
import type { OpenLink as OpenedLink } from "../decisions/one-time-links.ts";
import { whyNot } from "../domain/refused-decision.ts";
import { textsOf, type Texts } from "../texts/texts.ts";
import { dropSession, keepSession, sessionToken } from "./cookies.ts";
import { deviceOf } from "./device.ts";
import { bodyOf } from "./form.ts";
import type { WebParts } from "./parts.ts";
import { leave, oidcRoutes } from "./oidc-routes.tsx";
import { Gate } from "./shell.tsx";
import { Trouble } from "./trouble.tsx";
import { typedFor } from "./visitor.ts";
import { takeWayBack } from "./way-back.ts";
import type { WebEnv } from "./web-env.ts";

const signInForm = z.object({
  login: z.string().trim().min(1).max(100),
  password: z.string().min(1).max(200),
  keep: z.string().optional(),
});
const linkForm = z.object({
  code: z.string().trim().min(1).max(100),
  password: z.string().max(200).optional(),
  /** Set when the person wants to sign in at the provider instead. */
  through: z.string().optional(),
  login: z.string().trim().max(100).default(""),
  name: z.string().trim().max(100).default(""),
});

/** Signing in and out, and the links that make a password. */
export function doorRoutes(parts: WebParts): Hono<WebEnv> {
  const { people, config, provider } = parts;
  const { web } = textsOf(config.locale);
  const app = new Hono<WebEnv>();
  const door = { web, provider: provider?.name };
  app.route("/", oidcRoutes(parts));

  app.get("/login", (c) => c.html(<SignIn {...door} />));
  app.post("/login", async (c) => {
    const form = signInForm.safeParse(await bodyOf(c)).data;
    const login = form?.login ?? "";
    if (!form) return c.html(<SignIn {...door} login={login} trouble={web.door.wrong} />, 400);
    const remember = form.keep !== undefined;
    const outcome = await people.signIn({ login, password: form.password, remember, ...deviceOf(c) });
    if ("refused" in outcome) {
      const trouble =
        outcome.refused === "slow"
          ? web.door.slow(Math.ceil((outcome.retryAfterMs ?? MINUTE_MS) / MINUTE_MS))
          : web.door[outcome.refused];
      return c.html(<SignIn {...door} login={login} trouble={trouble} />, outcome.refused === "slow" ? 429 : 401);
    }
    keepSession(c, outcome.token, remember);
    return c.redirect(takeWayBack(c), 303);
  });
  app.post("/logout", async (c) => {
    const token = sessionToken(c);
    if (token !== undefined) await people.signOut(token);
    dropSession(c);
    return c.redirect("/login", 303);
  });

  app.route("/", linkRoutes(parts));
  return app;
}

/** The page of a one-time link, which sets a password or chooses the provider. */
function linkRoutes({ people, config, provider, visitor }: WebParts): Hono<WebEnv> {
  const { web } = textsOf(config.locale);
  const app = new Hono<WebEnv>();

  // The code stands in the fragment, which browsers never send; the page's script, or a person, puts it into the form.
  app.get("/link", (c) => c.html(<OpenLink web={web} byItself={visitor !== undefined} />));
  app.post("/link", async (c) => {
    const form = linkForm.safeParse(await bodyOf(c)).data;
    const device = deviceOf(c);
    const link = form && (await people.openLink(form.code, device.address));
    if (!form || !link) return c.html(<LinkOver web={web} />, 410);
    const { code, password, login, name } = { ...form, ...typedFor(visitor, link) };
    const asked = { web, provider: provider?.name, code, link, login, name };
    if (provider && form.through !== undefined) {
      try {
        const address = await leave(c, provider, { code, login, name });
        return c.html(<GoOn web={web} provider={provider.name} address={address} />);
      } catch (error) {
        if (!(error instanceof AuthError)) throw error;
        return c.html(<NewPassword {...asked} trouble={web.door.providerSilent(provider.name)} />, 502);
      }
    }
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

interface SignInProps {
  web: Texts["web"];
  /** The name of the provider, when there is one. */
  provider: string | undefined;
  login?: string;
  trouble?: string;
}

function SignIn({ web, provider, login = "", trouble }: SignInProps) {
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
      {provider !== undefined && (
        <p class="line">
          <a class="btn" href="/login/oidc">
            {door.through(provider)}
          </a>
        </p>
      )}
      <p class="dim">{door.forgotten}</p>
    </Gate>
  );
}

/** @param byItself whether the page's script also opens the link */
function OpenLink({ web, byItself }: { web: Texts["web"]; byItself: boolean }) {
  const { door } = web;
  return (
    <Gate web={web} title={door.linkName}>
      <p>{door.openWhy}</p>
      <form method="post" action="/link" class="stack tight" id="link" {...(byItself && { "data-open": "" })}>
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
  provider: string | undefined;
  code: string;
  link: OpenedLink;
  /** What a new person has typed. */
  login: string;
  name: string;
  trouble?: string;
}

function NewPassword({ web, provider, code, link, login, name, trouble }: NewPasswordProps) {
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
        {provider !== undefined && (
          <button class="btn" name="through" value="provider" formnovalidate>
            {door.goThrough}: {provider}
          </button>
        )}
      </form>
    </Gate>
  );
}

/** A form may not lead to another site (the page's policy), so the person follows a link. */
function GoOn({ web, provider, address }: { web: Texts["web"]; provider: string; address: string }) {
  return (
    <Gate web={web} title={web.door.linkName}>
      <p class="line">
        <a class="btn primary" href={address}>
          {web.door.goOn(provider)}
        </a>
      </p>
    </Gate>
  );
}

function LinkOver({ web }: { web: Texts["web"] }) {
  return (
    <Gate web={web} title={web.door.linkName}>
      <Trouble text={web.door.linkOver} />
      <a href="/login">{web.door.name}</a>
    </Gate>
  );
}
