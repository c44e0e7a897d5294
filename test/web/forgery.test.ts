/** What another site can make a person's browser send, to every route there is. */
import { expect, test } from "vitest";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { contentOf } from "../support/content.ts";
import { personWith } from "../support/people.ts";
import { casesOf, PAGES, PROGRAMS } from "./routes-table.ts";
import { Browser, openShop } from "./shop.ts";

const ITEMS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая." },
  { id: "b", platform: "ozon", rating: 4, text: "Хорошие брюки, но длинноваты." },
];

/** An administrator, who may do everything. */
async function signedIn() {
  const shop = await openShop(ITEMS, { approval: { undo_window: "1h", rules: [] } });
  await personWith(shop.app, "olga", "admin");
  const browser = new Browser(shop.url);
  await browser.signIn("olga");
  return { ...shop, browser };
}

/** What a browser says of where a request comes from, when it is not a page of ours; "" is no header. */
const FOREIGN: Record<string, Record<string, string>> = {
  "nothing at all": { origin: "" },
  "another site's origin": { origin: "https://evil.example" },
  "the origin of a page that has none": { origin: "null" },
  "an origin that is no address": { origin: "own" },
  "an origin that begins like ours": { origin: "http://127.0.0.1.evil.example" },
  "another port of this machine": { origin: "http://127.0.0.1:1" },
  "another site, with our origin": { "sec-fetch-site": "cross-site" },
  "another site, as a page that is left for ours": {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  },
  "a neighbour under the same domain": { "sec-fetch-site": "same-site" },
  "no page, as an address that was typed": { "sec-fetch-site": "none" },
};

const unsafe = casesOf({ ...PAGES, ...PROGRAMS }).filter(({ method }) => method !== "GET");

test("a request that does not come from a page of ours changes nothing, whatever it is to", async () => {
  const { app, browser } = await signedIn();
  const before = contentOf(app.db);
  for (const [from, headers] of Object.entries(FOREIGN)) {
    for (const { route, path, sent } of unsafe) {
      const { status } = await browser.post(path(1), (sent?.(1) ?? {}) as Record<string, string>, headers);
      // What is for programs does not know a session at all.
      expect(route in PROGRAMS ? [401, 403] : [403], `${route} from ${from}`).toContain(status);
    }
  }
  expect(contentOf(app.db)).toEqual(before);
});

test("no address does anything but show, whoever opens it and from wherever", async () => {
  const { app, browser } = await signedIn();
  const before = contentOf(app.db);
  const followed = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  for (const { route, path } of casesOf({ ...PAGES, ...PROGRAMS })) {
    if (route === "GET /events") (await browser.events()).close();
    else
      for (const headers of [{}, followed])
        expect((await browser.get(path(1), headers)).status, route).toBeLessThan(500);
  }
  expect(contentOf(app.db)).toEqual(before);
});

test("nothing is changed by other methods than those of the routes", async () => {
  const { app, url, browser } = await signedIn();
  const before = contentOf(app.db);
  const paths = new Set(casesOf({ ...PAGES, ...PROGRAMS }).map(({ path }) => path(1)));
  for (const path of paths) {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const headers = { cookie: browser.cookie, origin: url };
      expect((await fetch(url + path, { method, headers })).status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
    }
  }
  expect(contentOf(app.db)).toEqual(before);
});
