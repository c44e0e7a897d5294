/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { may, sees, seesAccount, worksWith } from "../../domain/access.ts";
import type { ListedPerson } from "../../decisions/people-api.ts";
import { actorOf } from "../../decisions/people.ts";
import { FOLDERS, readAddress } from "../address.ts";
import { askingOf } from "../asking.ts";
import { brandsOf, inWords } from "../list-routes.tsx";
import { Tabs } from "../inbox/list.tsx";
import { namesOf } from "../names.ts";
import type { View, WebParts } from "../parts.ts";
import { concerns } from "../rules/data.ts";
import { Page } from "../shell.tsx";
import { viewOf } from "../view.ts";
import type { WebEnv } from "../web-env.ts";
import { readSentAddress, sentAddressOf, sentQueryOf } from "./address.ts";
import { SentFilters } from "./filters.tsx";
import { Sent } from "./page.tsx";

const ROWS = 25;

/** What went out: by whom, as drafted or changed, and what became of it. */
export function sentRoutes(parts: WebParts): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/sent", async (c) => {
    const view = await viewOf(parts, c);
    const address = readSentAddress(c.req.queries());
    const query = { ...sentQueryOf(address, view), limit: ROWS };
    const [found, people] = await Promise.all([
      parts.items.sent(query, FOLDERS, askingOf(view.person)),
      parts.people.list(),
    ]);
    const next = found.next;
    const more = next && sentAddressOf(address, { after: `${next.sent_at}_${next.item_id}` });
    const names = namesOf(people);
    const inbox = { ...readAddress({}), mp: address.mp, brand: address.brand, q: address.q };
    const brands = brandsOf(parts, view);
    return c.html(
      <Page view={view} title={view.say.web.sent.name} section="sent">
        <Tabs view={view} address={inbox} counts={inWords(found)} current="sent" />
        <SentFilters
          view={view}
          address={address}
          brands={brands}
          rules={rulesFor(parts, view)}
          people={colleagues(view, people)}
        />
        <Sent view={view} address={address} found={found} names={names} more={more} brands={brands} />
      </Page>,
    );
  });
  return app;
}

/** The names of the rules that may have sent something which the person sees. */
function rulesFor({ config }: WebParts, { person }: View): string[] {
  const accounts = config.accounts.filter((account) => seesAccount(person, account, config.brands)).map(({ id }) => id);
  const page = { brands: config.brands.filter(({ id }) => sees(person, id)), accounts };
  return config.approval.rules.filter((rule) => concerns(rule, page, person)).map(({ name }) => name);
}

function colleagues({ person }: View, people: readonly ListedPerson[]): { actor: string; name: string }[] {
  const theirs = people.filter((one) => one.off_at === null && may(one, "decide") && worksWith(person, one));
  return theirs.map((one) => ({ actor: actorOf(one), name: one.name }));
}
