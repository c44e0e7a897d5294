import { isLoopback } from "./loopback.ts";
import { NOT_READ, type Path } from "./sources.ts";

/** The section as far as it is present and valid. */
export interface HttpSection {
  listen: string;
  tls?: unknown;
  proxy?: unknown;
  token: string;
  tokens: readonly { name: string; token: string }[];
  hub?: { token: string } | undefined;
  sign_in: { header?: { secret: string } | undefined };
}

interface Problem {
  path: Path;
  message: string;
}

/** What the administrator's token is called in the audit. */
const RESERVED = "http.token";
const HUB = "http.hub";
const SHORTEST = 24;
const TOO_SHORT = `must be at least ${SHORTEST} characters long: openssl rand -base64 32`;

/** What other machines send and get must not be readable on the way; a token does not help, because it goes the same way. */
export function listenProblems({ listen, tls, proxy }: HttpSection): Problem[] {
  if (isLoopback(listen.slice(0, listen.lastIndexOf(":"))) || tls !== undefined || proxy !== undefined) return [];
  const message = `${listen} is open to other machines without encryption: give http.tls (a certificate), or http.proxy (what ends TLS before it)`;
  return [{ path: ["http", "listen"], message }];
}

/** Who can send the header and its secret is whoever the header names. */
export function signInProblems({ listen, proxy, sign_in: { header } }: HttpSection): Problem[] {
  if (!header) return [];
  const path = ["http", "sign_in", "header"];
  const problems: Problem[] = [];
  if (!isLoopback(listen.slice(0, listen.lastIndexOf(":"))) && proxy === undefined) {
    const message = `${listen} is open to others than the proxy: listen on this machine, or give http.proxy`;
    problems.push({ path, message });
  }
  const { secret } = header;
  if (secret && !NOT_READ.test(secret) && secret.length < SHORTEST)
    problems.push({ path: [...path, "secret"], message: TOO_SHORT });
  return problems;
}

/** A short token can be guessed; two with the same secret, or the same name, could not be told apart. */
export function tokenProblems({ token: administrators, tokens, hub }: HttpSection): Problem[] {
  const all: { path: Path; name: string; token: string }[] = [
    { path: ["http"], name: RESERVED, token: administrators },
  ];
  all.push(...tokens.map((token, i) => ({ path: ["http", "tokens", i], ...token })));
  if (hub) all.push({ path: ["http", "hub"], name: HUB, token: hub.token });
  return all.flatMap(({ path, name, token }, i) => {
    const earlier = all.slice(0, i);
    const problems: Problem[] = [];
    const say = (key: string, message: string): void => void problems.push({ path: [...path, key], message });
    if (i > 0 && name === RESERVED) say("name", `"${RESERVED}" is what the token of that key is called`);
    else if (name && earlier.some((other) => other.name === name)) say("name", `"${name}" is used twice`);
    if (!token || NOT_READ.test(token)) return problems;
    if (token.length < SHORTEST) say("token", TOO_SHORT);
    if (earlier.some((other) => other.token === token)) say("token", "is the token of another name too");
    return problems;
  });
}
