import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { DAY_MS, type Clock } from "../../base/clock.ts";
import { SELLER, type Credentials } from "../credentials.ts";
import { createAllowances } from "../requests.ts";
import { utcTime } from "../wire-time.ts";
import type { World } from "../world.ts";
import { mountComments } from "./comments.ts";
import { mountProducts } from "./products.ts";
import { mountQuestions } from "./questions.ts";
import { mountReviews } from "./reviews.ts";
import { refuse } from "./wire.ts";

interface OzonOptions {
  world: World;
  clock: Clock;
  credentials: Credentials["ozon"];
}

const REQUESTS_PER_SECOND = 50;
const KEY_LIFETIME_MS = 90 * DAY_MS;

/** Ozon: the host `api-seller.ozon.ru`. */
export function createOzon({ world, clock, credentials }: OzonOptions): Hono {
  const app = new Hono();
  const allowances = createAllowances(clock);
  const expiresAt = utcTime(clock.now() + KEY_LIFETIME_MS);

  app.onError((error, c) => {
    if (error instanceof HTTPException) return refuse(c, error.status, error.message);
    return refuse(c, 500, `sandbox: ${error.message}`);
  });
  app.use("*", async (c, next) => {
    const clientId = c.req.header("client-id") ?? "";
    const { remaining } = allowances.take(clientId, REQUESTS_PER_SECOND, 1000);
    await next();
    c.header("Ratelimit-Remaining", String(remaining));
  });
  // A wrong key is "not found" at Ozon: 404 with the code 5, as live probes of July 2026 show.
  app.use("*", async (c, next) => {
    const clientId = c.req.header("client-id") ?? "";
    if (!/^[1-9]\d*$/.test(clientId)) return refuse(c, 400, "Client-Id header value should be positive integer");
    const isCabinet = clientId === credentials.clientId || credentials.more.has(clientId);
    const known = isCabinet && c.req.header("api-key") === credentials.apiKey;
    return known ? next() : refuse(c, 404, "Invalid Api-Key, please check the key and try again");
  });

  mountReviews(app, world);
  mountComments(app, { world, clock });
  mountQuestions(app, { world, clock });
  mountProducts(app, world.catalogue);
  app.post("/v1/roles", (c) => c.json({ expires_at: expiresAt, roles: rolesOf(app) }));
  app.post("/v1/seller/info", (c) => c.json(sellerInfo()));
  app.all("*", (c) => c.text("404 page not found", 404));
  return app;
}

/** The key may do everything the sandbox serves. */
function rolesOf(app: Hono) {
  const paths = app.routes.map(({ path }) => path).filter((path) => path.startsWith("/v"));
  const role = (name: string, pattern: RegExp) => ({ name, methods: paths.filter((path) => pattern.test(path)) });
  return [role("Review", /\/review\//), role("Question", /\/question\//), role("Product", /\/product\//)];
}

function sellerInfo() {
  return {
    company: {
      name: SELLER.name,
      legal_name: SELLER.legalName,
      inn: SELLER.inn,
      ogrn: SELLER.ogrn,
      ownership_form: "ООО",
      country: "RUS",
      currency: "RUB",
    },
    subscription: { is_premium: true, type: "PREMIUM_PRO" },
  };
}
