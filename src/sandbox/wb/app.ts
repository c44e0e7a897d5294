import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Clock } from "../../base/clock.ts";
import { SELLER, wbTokenProblem, type Credentials } from "../credentials.ts";
import { moscowTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import { createWbErrors, ok } from "./errors.ts";
import { mountFeedbacks } from "./feedbacks.ts";
import { mountQuestions } from "./questions.ts";

interface WbOptions {
  world: World;
  clock: Clock;
  credentials: Credentials["wb"];
}

/** Wildberries: the hosts `feedbacks-api` and `common-api` in one. */
export function createWb({ world, clock, credentials }: WbOptions): Hono {
  const app = new Hono();
  const errors = createWbErrors(clock);

  app.onError((error, c) => {
    if (error instanceof HTTPException) return errors.service(c, error.status, error.message);
    return errors.service(c, 500, `sandbox: ${error.message}`);
  });
  app.use("*", async (c, next) => {
    const problem = wbTokenProblem(c.req.header("authorization"), credentials, clock.now());
    if (problem === null) return next();
    const title = problem.status === 401 ? "unauthorized" : "Forbidden";
    return errors.gateway(c, problem.status, title, problem.detail);
  });

  app.get("/ping", (c) => c.json({ TS: moscowTime(clock.now()), Status: "OK" }));
  app.get("/api/v1/seller-info", (c) =>
    c.json({ name: SELLER.legalName, sid: SELLER.wbSellerId, tin: SELLER.inn, tradeMark: SELLER.name }),
  );
  app.get("/api/v1/new-feedbacks-questions", (c) => {
    const hasNew = (itemType: "review" | "question") =>
      world.shelf("wb", itemType).page({ limit: 1, newestFirst: true, matches: (item) => item.status === "new" }).items
        .length > 0;
    return c.json(ok({ hasNewQuestions: hasNew("question"), hasNewFeedbacks: hasNew("review") }));
  });
  mountFeedbacks(app, { world, clock, errors });
  mountQuestions(app, { world, clock });
  app.all("*", (c) => errors.gateway(c, 404, "path not found", `no such method: ${c.req.method} ${c.req.path}`));
  return app;
}
