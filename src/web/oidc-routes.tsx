/** Signing in at a provider instead of with a password. */
/** @jsxImportSource hono/jsx */
import { Hono, type Context } from "hono";
import { getCookie, deleteCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { AuthError, causeChain, StateError } from "../base/errors.ts";
import { whyNot } from "../domain/refused-decision.ts";
import type { IdentityProvider } from "../identity/oidc.ts";
import { textsOf, type Texts } from "../texts/texts.ts";
import { isSecure, keepSession } from "./cookies.ts";
import { deviceOf } from "./device.ts";
import type { WebParts } from "./parts.ts";
import { Gate } from "./shell.tsx";
import { Trouble } from "./trouble.tsx";
import { takeWayBack } from "./way-back.ts";
import type { WebEnv } from "./web-env.ts";

/** Where the provider sends the browser back to. */
export const OIDC_BACK = "/login/oidc/back";

const KEPT_SECONDS = 600;

/** What the browser keeps while its person is at the provider. */
const keptForm = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** The one-time link whose person is to get the identity, and what they say of themselves. */
  link: z.object({ code: z.string(), login: z.string(), name: z.string() }).optional(),
});
type Kept = z.infer<typeof keptForm>;

/** The routes of the provider; none when there is no provider. */
export function oidcRoutes({ people, provider, config, log }: WebParts): Hono<WebEnv> {
  const texts = textsOf(config.locale);
  const { web } = texts;
  const app = new Hono<WebEnv>();
  if (!provider) return app;

  const silent = (c: Context<WebEnv>, error: unknown): Response | Promise<Response> => {
    if (!(error instanceof AuthError)) throw error;
    log.warn({ err: causeChain(error), ...deviceOf(c) }, "sign-in at the provider refused");
    return c.html(<NotIn web={web} why={web.door.providerSilent(provider.name)} />, 401);
  };

  app.get("/login/oidc", async (c) => {
    try {
      return c.redirect(await leave(c, provider), 303);
    } catch (error) {
      return silent(c, error);
    }
  });
  app.get(OIDC_BACK, async (c) => {
    const kept = comeBack(c);
    try {
      const identity = await provider.finish(new URL(c.req.url).search, kept);
      const device = deviceOf(c);
      const { link } = kept;
      const outcome = link
        ? await people.redeemBy(link.code, identity, { login: link.login, name: link.name, ...device })
        : await people.signInBy(identity, device);
      if ("refused" in outcome) {
        const why = outcome.refused === "off" ? web.door.off : web.door.nobody;
        return c.html(<NotIn web={web} why={why} />, 401);
      }
      keepSession(c, outcome.token, false);
      return c.redirect(takeWayBack(c), 303);
    } catch (error) {
      if (error instanceof StateError) return c.html(<NotIn web={web} why={whyNot(error)(texts)} />, 400);
      return silent(c, error);
    }
  });
  return app;
}

/** Sends the browser to the provider. @param link the one-time link that is to be used up there */
export async function leave(c: Context<WebEnv>, provider: IdentityProvider, link?: Kept["link"]): Promise<string> {
  const { address, kept } = await provider.begin();
  // The way back comes from another site, and this cookie has to come with it.
  setCookie(c, cookieName(c), JSON.stringify({ ...kept, link }), {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    maxAge: KEPT_SECONDS,
  });
  return address;
}

/** What this browser has kept, once; empty words, which fit nothing, when it has kept nothing. */
function comeBack(c: Context<WebEnv>): Kept {
  const text = getCookie(c, cookieName(c)) ?? "";
  deleteCookie(c, cookieName(c), { path: "/", secure: isSecure(c) });
  const nothing = { state: "-", nonce: "-", verifier: "-" };
  return z.string().transform(asJson).pipe(keptForm).catch(nothing).parse(text);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cookieName(c: Context<WebEnv>): string {
  return isSecure(c) ? "__Host-provider" : "provider";
}

function NotIn({ web, why }: { web: Texts["web"]; why: string }) {
  return (
    <Gate web={web} title={web.door.name}>
      <Trouble text={why} />
      <p class="line">
        <a class="btn" href="/login">
          {web.door.name}
        </a>
      </p>
    </Gate>
  );
}
