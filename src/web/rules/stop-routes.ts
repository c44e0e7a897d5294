import { Hono } from "hono";
import { mayChange } from "../../domain/access.ts";
import { textsOf } from "../../texts/texts.ts";
import { bodyOf } from "../form.ts";
import type { PartsOf } from "../parts.ts";
import type { WebEnv } from "../web-env.ts";
import type { RulesAnswer } from "./answer.tsx";
import { CAP, RULES_AT, STOPPED } from "./data.ts";

const LARGEST_CAP = 1_000_000;

/** Stopping what goes out, and how much of it goes out a day. */
export function stopRoutes({ rules, config, base = RULES_AT }: PartsOf<"rules">, answer: RulesAnswer): Hono<WebEnv> {
  const words = textsOf(config.locale).web.rules;
  const app = new Hono<WebEnv>();
  // Without a group of its own the choice would end the pattern of the whole address.
  app.post(`${base}/:what{(?:stop|start)}`, async (c) => {
    const { mark = "" } = await bodyOf(c);
    return answer.store(c, { path: STOPPED, value: c.req.param("what") === "start", mark, to: base });
  });
  app.post(`${base}/sending/:what{(?:stop|start)}`, async (c) => {
    const done = await rules.setSending(c.req.param("what") === "start", c.get("person"));
    return done ? c.redirect(base, 303) : c.text("forbidden", 403);
  });
  app.post(`${base}/cap`, async (c) => {
    if (!mayChange(c.get("person"), CAP)) return c.text("forbidden", 403);
    const { mark = "", cap = "" } = await bodyOf(c);
    const value = /^[\d\s]+$/.test(cap) ? Number(cap.replace(/\s/g, "")) : NaN;
    if (!(value <= LARGEST_CAP)) return answer.show(c, { trouble: words.cap.wrong }, 400);
    return answer.store(c, { path: CAP, value, mark, to: base });
  });
  return app;
}
