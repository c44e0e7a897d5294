/** Look-ups beside the lists that fail while the lists themselves work. */
import type { Context } from "hono";
import { z } from "zod";
import { hang } from "./hang.ts";
import type { Voice } from "./voices.ts";

/** How they fail: a method that is retired, one that is not there, a 5xx, a web page, silence, a missing right. */
export const failingLookups = z.enum(["gone", "missing", "error", "html", "hang", "denied"]);

const LOOKUPS = /product\/info\/|offer-mappings$|review\/info$|seller\/info$/;

/** The reply in place of a look-up; undefined when the request is none. */
export function failLookup(
  how: z.infer<typeof failingLookups>,
  c: Context,
  voice: Voice,
): Response | Promise<Response> | undefined {
  if (!LOOKUPS.test(c.req.path)) return undefined;
  switch (how) {
    case "gone":
      return c.json({ code: 9, message: "obsolete method cannot be used", details: [] }, 410);
    case "missing":
      return c.text("404 page not found", 404);
    case "error":
      return voice.failed(c);
    case "html":
      return c.html("<!DOCTYPE html><html><body>Maintenance</body></html>");
    case "hang":
      return hang(c);
    case "denied":
      return voice.wrongScope(c);
  }
}
