import type { Context } from "hono";
import { textsOf } from "../texts/texts.ts";
import { askingOf } from "./asking.ts";
import { themeOf } from "./cookies.ts";
import type { AccountPage } from "../desk/work.ts";
import { seesAccount, type Person } from "../domain/access.ts";
import type { PageName, View, WebParts } from "./parts.ts";
import { pulseOf } from "./pulse.ts";
import { count } from "./say.ts";
import type { WebEnv } from "./web-env.ts";

/** What every page is drawn with. */
export async function viewOf({ clock, config, items, desk, pages }: WebParts, c: Context<WebEnv>): Promise<View> {
  const person = c.get("person");
  const say = textsOf(config.locale);
  const [{ waiting }, accounts, obstacles] = await Promise.all([
    items.counts({}, ["waiting"], askingOf(person)),
    accountsOf({ config, desk }, person),
    desk.obstacles(),
  ]);
  const now = clock.now();
  const pulse = pulseOf(accounts, obstacles, say, now);
  const { timezone } = config;
  const has = (page: PageName): boolean => pages[page] !== undefined;
  return { person, say, now, timezone, theme: themeOf(c), waiting: count(waiting), pulse, has };
}

/** The accounts that concern the person. */
export async function accountsOf(
  { config, desk }: Pick<WebParts, "config" | "desk">,
  person: Person,
): Promise<AccountPage[]> {
  const theirs = config.accounts.filter((account) => seesAccount(person, account, config.brands)).map(({ id }) => id);
  return (await desk.accounts()).filter(({ id }) => theirs.includes(id));
}
