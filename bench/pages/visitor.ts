/** A browser without script, as light as can be: it asks for pages and does not look at them unless told to. */
import { gunzipSync } from "node:zlib";
import { Pool } from "undici";

export interface Visitor {
  /** How long the page took until its last byte was there, ms. @throws Error when it is no page */
  time(path: string): Promise<number>;
  page(path: string): Promise<string>;
  /** Sends a form and follows to the page that comes then. */
  send(path: string, fields: Record<string, string>): Promise<string>;
  close(): Promise<void>;
}

export function createVisitor(url: string, session: string): Visitor {
  const pool = new Pool(url, { connections: 2 });
  const cookie = `session-${new URL(url).port}=${session}`;
  const headers = { cookie, accept: "text/html", "accept-encoding": "gzip" };

  async function bytes(path: string): Promise<Buffer> {
    const { statusCode, body } = await pool.request({ path, method: "GET", headers });
    const content = Buffer.from(await body.arrayBuffer());
    if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}`);
    return content;
  }

  async function page(path: string): Promise<string> {
    return gunzipSync(await bytes(path)).toString("utf8");
  }

  return {
    async time(path) {
      const start = performance.now();
      await bytes(path);
      return performance.now() - start;
    },
    page,
    async send(path, fields) {
      const form = { ...headers, origin: url, "content-type": "application/x-www-form-urlencoded" };
      const body = new URLSearchParams(fields).toString();
      const reply = await pool.request({ path, method: "POST", headers: form, body });
      await reply.body.dump();
      const to = reply.headers["location"];
      // Somebody else has decided on it: the card says so, and that is an answer, too.
      if (typeof to !== "string") return "";
      return page(to);
    },
    close: () => pool.destroy(),
  };
}
