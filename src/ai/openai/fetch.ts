import type { ClientOptions } from "openai";
import type { Net } from "../../net/client.ts";
import { parseJson } from "../../net/json.ts";

/** An answer has some thousand characters; a server that sends megabytes is not the one we mean. */
const LARGEST_REPLY_BYTES = 8 * 1024 * 1024;

/** The way out, in the form in which the openai package wants it. Its replies are complete and within bounds. */
export function fetchVia(net: Net, timeoutMs: number): NonNullable<ClientOptions["fetch"]> {
  return async (input, init) => {
    const reply = await net.request({
      url: new URL(typeof input === "string" || input instanceof URL ? input : input.url),
      method: "POST",
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === "string" ? init.body : null,
      signal: init?.signal ?? new AbortController().signal,
      timeoutMs,
      largestBytes: LARGEST_REPLY_BYTES,
    });
    // The package parses the body itself, so the bounds are checked before it does.
    parseJson(reply.text);
    const empty = reply.status === 204 || reply.status === 304;
    return new Response(empty ? null : reply.text, { status: reply.status, headers: reply.headers });
  };
}
