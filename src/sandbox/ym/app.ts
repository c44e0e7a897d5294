import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Clock } from "../../base/clock.ts";
import { SELLER, type Credentials } from "../credentials.ts";
import type { World } from "../world.ts";
import { mountComments } from "./comments.ts";
import { mountFeedback } from "./feedback.ts";
import { tellLimits } from "./limits.ts";
import { mountOffers } from "./offers.ts";
import { mountQuestions } from "./questions.ts";
import { ok, readLimit, refuse } from "./wire.ts";

interface YmOptions {
  world: World;
  clock: Clock;
  credentials: Credentials["ym"];
  /** The path that the app is mounted under. */
  base: string;
}

/** Yandex Market: the host `api.partner.market.yandex.ru`. */
export function createYm({ world, clock, credentials, base }: YmOptions): Hono {
  const app = new Hono();

  app.onError((error, c) => {
    if (error instanceof HTTPException) return refuse(c, error.status, error.message);
    return refuse(c, 500, `sandbox: ${error.message}`);
  });
  app.use("*", tellLimits(clock, base));
  app.use("*", async (c, next) => {
    const problem = keyProblem(c.req.header("api-key"), credentials.apiKey);
    return problem === null ? next() : refuse(c, 401, problem);
  });
  app.use("/:version/businesses/:businessId/*", async (c, next) => {
    const businessId = c.req.param("businessId");
    if (!/^\d+$/.test(businessId)) return refuse(c, 400, `Type mismatch: '${businessId}'`);
    const isCabinet = Number(businessId) === credentials.businessId || credentials.more.has(Number(businessId));
    return isCabinet ? next() : refuse(c, 403, "Access denied");
  });

  app.get("/v2/campaigns", (c) => {
    readLimit(c, 100);
    return c.json({ campaigns: campaigns(credentials.businessId), paging: {} });
  });
  app.post("/v2/auth/token", (c) => {
    const authScopes = ["COMMUNICATION", "OFFERS_AND_CARDS_MANAGEMENT_READ_ONLY"];
    return c.json(ok({ apiKey: { name: "sandbox", authScopes } }));
  });
  mountFeedback(app, { world, clock });
  mountComments(app, { world, clock });
  mountQuestions(app, { world, clock, businessId: credentials.businessId });
  mountOffers(app, world.catalogue);
  app.all("*", (c) => refuse(c, 404, "Resource not found"));
  return app;
}

/** In the words of the API's list of error types, section 401. */
function keyProblem(given: string | undefined, apiKey: string): string | null {
  if (given === undefined || given === "") return "Api-Key token is not specified";
  if (!given.startsWith("ACMA:")) return "Api-Key token prefix invalid";
  return given === apiKey ? null : "Api-Key token is invalid";
}

/** Two shops of one cabinet: whoever reads the cabinet from here has to see that it is the same one. */
function campaigns(businessId: number) {
  const business = { id: businessId, name: SELLER.name };
  return [
    { domain: SELLER.name, id: 21_234_567, business, placementType: "FBS", apiAvailability: "AVAILABLE" },
    {
      domain: `${SELLER.name} Экспресс`,
      id: 21_234_568,
      business,
      placementType: "FBS",
      apiAvailability: "DISABLED_BY_INACTIVITY",
    },
  ];
}
