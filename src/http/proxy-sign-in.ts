/** People whom a proxy has signed in: it names them in a header, and proves with a secret that it is the proxy. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { MiddlewareHandler } from "hono";
import type { Env } from "./api/requests.ts";
import { membership, plainAddress } from "./peers.ts";

export interface ProxySignIn {
  /** The header with the sign-in name. */
  header: string;
  /** The addresses and networks of the proxies. */
  from: readonly string[];
  /** What the proxy sends in `SECRET_HEADER`: other programs on its machine have the same address. */
  secret: string;
}

const SECRET_HEADER = "x-sign-in-secret";

/** Who a request is from, by the word of a proxy, or why that word is not taken. */
type Vouched = { login: string } | { status: 400 | 401; error: string };

/** Notes who a request is from by the proxy's word, and refuses a word that is not the proxy's. */
export function takeProxysWord(settings: ProxySignIn): MiddlewareHandler<Env> {
  const wordOf = vouchedBy(settings);
  return (c, next) => {
    const vouched = wordOf(c.env.incoming);
    if (vouched && "status" in vouched) return Promise.resolve(c.json({ error: vouched.error }, vouched.status));
    if (vouched) c.set("vouched", vouched.login);
    return next();
  };
}

/** @returns undefined when the request names nobody */
function vouchedBy({ header, from, secret }: ProxySignIn): (request: IncomingMessage) => Vouched | undefined {
  const isProxy = membership(from);
  return ({ headersDistinct, socket }) => {
    const [login, ...more] = headersDistinct[header.toLowerCase()] ?? [];
    if (login === undefined) return undefined;
    if (more.length > 0) return { status: 400, error: `${header} stands there twice` };
    const isHis = isProxy(plainAddress(socket.remoteAddress)) && isSecret(headersDistinct[SECRET_HEADER], secret);
    return isHis ? { login } : { status: 401, error: `${header} is the proxy's alone` };
  };
}

/** Compares in constant time, so that the response time reveals nothing about the secret. */
function isSecret(headers: readonly string[] | undefined, secret: string): boolean {
  if (headers?.length !== 1) return false;
  const [given, wanted] = [headers[0] ?? "", secret].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
