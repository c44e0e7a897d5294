import { Agent, EnvHttpProxyAgent, errors, interceptors, type Dispatcher } from "undici";
import type { Clock } from "../base/clock.ts";
import { Exchange, tooLarge, type Reply } from "./exchange.ts";
import { NetError } from "./failure.ts";
import type { Route } from "./route.ts";

/** One request. */
export interface Outgoing {
  url: URL;
  method: "GET" | "POST" | "PATCH" | "PUT";
  headers: Record<string, string>;
  body: string | null;
  signal: AbortSignal;
  /** For everything together: the connection, the headers and the body. */
  timeoutMs: number;
  /** The largest body that is read, counted after decompression; 8 MB unless told otherwise. */
  largestBytes?: number;
  /**
   * Called in the very step that writes the request: the connection stands, and not one byte has left. When it throws,
   * nothing is written, and its error is the request's.
   */
  lastCheck?: (() => void) | undefined;
}

/**
 * The way out to other computers: marketplaces, the AI, the Knowledge API, the Office. Nothing is ever sent twice,
 * no redirect is followed (a 3xx is a reply like any other), and cookies do not exist.
 */
export interface Net {
  /**
   * @throws NetError when there is no usable reply; its `left` says whether the request may have arrived
   * @throws the error of `lastCheck`
   */
  request(outgoing: Outgoing): Promise<Reply>;
  /** Aborts the requests under way and frees the connections. */
  close(): Promise<void>;
}

/** A page of 1,000 long reviews has three; several lists are read at a time, on servers with little memory. */
export const LARGEST_REPLY_BYTES = 8 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const ENCODINGS = { "accept-encoding": "gzip, deflate, br" };

/** Creates a client with connections of its own. */
export function createNet(route: Route, clock: Clock): Net {
  const agent = connectionsOf(route);

  async function request(outgoing: Outgoing): Promise<Reply> {
    const { url, method, headers, body, signal, lastCheck, largestBytes = LARGEST_REPLY_BYTES } = outgoing;
    signal.throwIfAborted();
    const exchange = new Exchange({ lastCheck, largestBytes });
    const timer = clock.after(outgoing.timeoutMs, () => exchange.end(timedOut(outgoing, exchange.left)));
    const giveUp = () => exchange.end(abortedBy(signal, exchange.left));
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      const path = `${url.pathname}${url.search}`;
      const sent = { origin: url.origin, path, method, headers: { ...ENCODINGS, ...headers }, body };
      const bounded = interceptors.decompress({ skipErrorResponses: false, maxSize: largestBytes });
      agent.compose(bounded).dispatch(sent, exchange);
      return await exchange.reply;
    } catch (error) {
      throw exchange.wasEndedBy(error) ? error : explained(error, outgoing, exchange.left);
    } finally {
      timer.cancel();
      signal.removeEventListener("abort", giveUp);
    }
  }

  return { request, close: () => agent.destroy() };
}

/** With HTTP/1.1 a broken connection affects only one request, and no request is repeated automatically. */
function connectionsOf({ proxy, ca }: Route): Dispatcher {
  const tls = ca === null ? {} : { ca };
  // The deadline of each request covers headers and body together, so undici's own limits stay off.
  const options = { allowH2: false, headersTimeout: 0, bodyTimeout: 0 };
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...tls };
  if (proxy === null) return new Agent({ ...options, connect });
  const { http: httpProxy, https: httpsProxy, except: noProxy } = proxy;
  const proxied = { requestTls: tls, proxyTls: { ...tls, timeout: CONNECT_TIMEOUT_MS } };
  return new EnvHttpProxyAgent({ ...options, ...proxied, connect, httpProxy, httpsProxy, noProxy });
}

function timedOut({ url, timeoutMs }: Outgoing, left: boolean): NetError {
  return new NetError(`${url.host} did not answer within ${timeoutMs / 1000} s`, { fault: "timeout", left });
}

function abortedBy(signal: AbortSignal, left: boolean): NetError {
  return new NetError("the request was stopped", { fault: "aborted", left, cause: signal.reason });
}

/** An error of undici's as one of ours. */
function explained(error: unknown, { url, largestBytes = LARGEST_REPLY_BYTES }: Outgoing, left: boolean): NetError {
  if (error instanceof NetError) return error;
  if (error instanceof errors.ResponseExceededMaxSizeError) return tooLarge(largestBytes);
  const fault = left ? "broken" : "unreachable";
  const what = left ? "broke the connection" : "cannot be reached";
  return new NetError(`${url.host} ${what}`, { fault, left, cause: error });
}
