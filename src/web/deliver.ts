/** How pages and their assets go over the wire. */
import { promisify } from "node:util";
import { gzip, gzipSync } from "node:zlib";
import type { Context, MiddlewareHandler } from "hono";
import { visibleText } from "../domain/wording/safe-text.ts";

/** What is shorter is sent as it is. */
const SHORT = 1024;

/**
 * Every page, as browsers get it. Whatever others have written has no hidden characters on it, and so cannot turn or cover
 * what stands beside it. A page is packed at once: handing it to another thread and back takes longer, and waits for whatever
 * else the program does meanwhile.
 */
export const deliverPages: MiddlewareHandler = async (c, next) => {
  await next();
  if (!/^text\/(html|plain)/.test(c.res.headers.get("content-type") ?? "")) return;
  const text = visibleText(await c.res.text());
  const isPacked = text.length > SHORT && takesGzip(c);
  c.res = new Response(isPacked ? new Uint8Array(gzipSync(text, { level: 4 })) : text, c.res);
  c.res.headers.delete("content-length");
  c.res.headers.append("vary", "accept-encoding");
  if (isPacked) c.res.headers.set("content-encoding", "gzip");
};

export function takesGzip(c: Context): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))/.test(c.req.header("accept-encoding") ?? "");
}

/** For what is packed once and sent often. */
export async function packed(content: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await promisify(gzip)(content, { level: 9 }));
}
