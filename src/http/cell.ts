/**
 * `POST /cell/<method>`: what a hub asks of this daemon. It is there only when `http.hub` is configured, and only for who
 * has its token, which opens nothing else.
 */
import { parsedJson } from "../base/json.ts";
import { Hono } from "hono";
import type { Clock } from "../base/clock.ts";
import { causeChain, StateError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { CellAnswers, CellReply } from "../desk/cell/answers.ts";
import { PROTOCOL, requestForm } from "../desk/cell/methods.ts";
import type { Env } from "./api/requests.ts";
import { readBody } from "./body.ts";
import { clientOf } from "./peers.ts";
import { isToken } from "./principal.ts";
import { watchWrongTokens } from "./wrong-tokens.ts";

/** The hub's way in. */
export interface CellDoor {
  token: string;
  answers: CellAnswers;
}

/** A decision with a long text, and a person with many brands. */
const LONGEST_BODY = 512 * 1024;
const STATUS = { "cell.method": 404, "cell.args": 400, "cell.rights": 403 } as const;

interface Around {
  proxies: readonly string[] | null;
  clock: Clock;
  log: Log;
}

export function cellRoutes({ token, answers }: CellDoor, { proxies, clock, log }: Around): Hono<Env> {
  const addressOf = clientOf(proxies);
  const wrong = watchWrongTokens(clock, log);
  const app = new Hono<Env>();
  app.use("/cell/*", async (c, next) => {
    const address = addressOf(c.env.incoming);
    if (wrong.isFull(address)) return c.json({ error: "too many wrong tokens" }, 429, { "Retry-After": "5" });
    if (isToken(c.req.header("authorization") ?? "", token)) return next();
    await wrong.hold(address);
    return c.json({ error: "the token of a hub is needed", code: "cell.token" }, 401, { "WWW-Authenticate": "Bearer" });
  });
  app.post("/cell/:method", async (c) => {
    const body = await readBody(c.req.raw, LONGEST_BODY);
    if (body === undefined) return c.json({ error: `the body is longer than ${LONGEST_BODY} bytes` }, 413);
    const asked = requestForm.safeParse(parsedJson(body));
    if (!asked.success)
      return c.json({ error: `no request of protocol ${PROTOCOL}`, code: "cell.protocol", protocol: PROTOCOL }, 400);
    const { person, args } = asked.data;
    try {
      const reply = await answers.answer(c.req.param("method"), person, args);
      return c.json(reply, statusOf(reply));
    } catch (error) {
      return failed(error);
    }
  });

  function failed(error: unknown): Response {
    // Only searches say when to come back.
    if (error instanceof StateError && error.retryAfterMs !== undefined)
      return Response.json({ error: error.message, code: "cell.busy" }, { status: 429 });
    log.error({ err: causeChain(error) }, "cell: a request of the hub failed");
    return Response.json({ error: "internal error; see the daemon's log", code: "cell.failed" }, { status: 500 });
  }
  return app;
}

function statusOf(reply: CellReply) {
  return "result" in reply ? 200 : STATUS[reply.code];
}
