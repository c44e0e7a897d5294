import type { Context } from "hono";
import { textsOf } from "../texts/texts.ts";
import { askingOf } from "./asking.ts";
import { themeOf } from "./cookies.ts";
import type { View, WebParts } from "./parts.ts";
import { pulseOf } from "./pulse.ts";
import { count } from "./say.ts";
import type { WebEnv } from "./web-env.ts";

/** What every page is drawn with. */
export async function viewOf({ clock, config, items, desk }: WebParts, c: Context<WebEnv>): Promise<View> {
  const person = c.get("person");
  const say = textsOf(config.locale);
  const { waiting } = await items.counts({}, askingOf(person));
  const now = clock.now();
  const pulse = pulseOf(await desk.accounts(), await desk.obstacles(), say, now);
  const { timezone } = config;
  return { person, say, now, timezone, theme: themeOf(c), waiting: count(waiting), pulse };
}
