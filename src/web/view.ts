import type { Context } from "hono";
import { textsOf } from "../texts/texts.ts";
import { askingOf } from "./asking.ts";
import { themeOf } from "./cookies.ts";
import { seesAccount, type Person } from "../domain/access.ts";
import type { PageName, View, WebConfig, WebParts } from "./parts.ts";
import { pulseOf } from "./pulse.ts";
import { count } from "./say.ts";
import type { WebEnv } from "./web-env.ts";

/** What every page is drawn with. */
export async function viewOf({ clock, config, items, desk, pages }: WebParts, c: Context<WebEnv>): Promise<View> {
  const person = c.get("person");
  const say = textsOf(config.locale);
  const [{ waiting }, accounts, obstacles] = await Promise.all([
    items.counts({}, ["waiting"], askingOf(person)),
    desk.pulses(),
    desk.obstacles(),
  ]);
  const now = clock.now();
  const away = desk.away?.(person) ?? [];
  const pulse = pulseOf({ accounts: accountsFor(config, person, accounts), obstacles, away }, say, now);
  const { timezone } = config;
  const has = (page: PageName): boolean => pages[page] !== undefined;
  return { person, say, now, timezone, theme: themeOf(c), waiting: count(waiting), pulse, has };
}

/** Those of the accounts that concern the person. */
export function accountsFor<A extends { id: string }>(
  { accounts, brands }: WebConfig,
  person: Person,
  all: readonly A[],
): A[] {
  const theirs = new Set(accounts.filter((account) => seesAccount(person, account, brands)).map(({ id }) => id));
  return all.filter(({ id }) => theirs.has(id));
}
