/** OAuth client credentials as GigaChat wants them: the key buys a token of half an hour, once for all requests. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { MINUTE_MS, type Clock } from "../../base/clock.ts";
import type { Net } from "../../net/client.ts";
import { parseJson } from "../../net/json.ts";
import { refusalError, unavailable, unreachable, type Call } from "./errors.ts";
import { meaningOf } from "./refusal.ts";

/** Where tokens are given, and for what. */
export interface SignInSettings {
  /** `https://ngw.devices.sberbank.ru:9443/api/v2/oauth`. */
  url: string;
  /** `GIGACHAT_API_PERS`, `GIGACHAT_API_B2B` or `GIGACHAT_API_CORP`. */
  scope: string;
}

/** The words that open a request: a key that never changes, or a token that is renewed. */
export interface Credentials {
  /** @throws AuthError, LlmError when no token is given */
  authorization(): Promise<string>;
  /** The server has refused it, although its time is not over. @returns whether another one can be had */
  forget(authorization: string): boolean;
}

export function keyOf(apiKey: string): Credentials {
  const authorization = `Bearer ${apiKey}`;
  return { authorization: () => Promise.resolve(authorization), forget: () => false };
}

/** GigaChat tells milliseconds as `expires_at`; its older documentation has `tok` and seconds as `exp`. */
const given = z.union([
  z.object({ access_token: z.string().min(1), expires_at: z.number() }),
  z.object({ tok: z.string().min(1), exp: z.number() }).transform(({ tok, exp }) => {
    return { access_token: tok, expires_at: exp * 1000 };
  }),
]);

/** A token is not used in its last minute: a request that is on its way may take as long. */
const SPARE_MS = MINUTE_MS;
const LARGEST_BYTES = 100_000;

interface Parts {
  net: Net;
  clock: Clock;
  apiKey: string;
  call: Call & { secrets: string[] };
}

/** Signs in when the first request needs it, and again before the token ends; requests meanwhile wait for the same one. */
export function signInAt({ url, scope }: SignInSettings, { net, clock, apiKey, call }: Parts): Credentials {
  let held: { authorization: string; until: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const headers = {
      authorization: `Basic ${apiKey}`,
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      rquid: randomUUID(),
    };
    const body = new URLSearchParams({ scope }).toString();
    const asked = { url: new URL(url), method: "POST", headers, body, timeoutMs: call.timeoutMs } as const;
    const signal = new AbortController().signal;
    const { status, text } = await net
      .request({ ...asked, signal, largestBytes: LARGEST_BYTES })
      .catch((error: unknown) => {
        throw unreachable(error, { ...call, host: asked.url.host });
      });
    if (status < 200 || status > 299) {
      const meaning = meaningOf({ status, text });
      const told = meaning === "request" || meaning === "slip" ? "key" : meaning;
      throw refusalError({ status, text }, told, null, { ...call, host: asked.url.host });
    }
    const token = given.safeParse(parseJson(text)).data;
    if (!token) throw unavailable(`the sign-in at ${asked.url.host} gave no token`);
    call.secrets.push(token.access_token);
    held = { authorization: `Bearer ${token.access_token}`, until: token.expires_at - SPARE_MS };
    return held.authorization;
  }

  return {
    authorization() {
      if (held && clock.now() < held.until) return Promise.resolve(held.authorization);
      asking ??= ask().finally(() => (asking = undefined));
      return asking;
    },
    forget(authorization) {
      if (held?.authorization === authorization) held = undefined;
      return true;
    },
  };
}
