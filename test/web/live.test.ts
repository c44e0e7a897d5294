import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import type { Desk } from "../../src/desk/desk.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import { createStreams } from "../../src/web/live/streams.ts";
import { personWith } from "../support/people.ts";
import { Browser, openShop } from "./shop.ts";

const REVIEWS: SampleItem[] = [
  { id: "a", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая." },
  { id: "b", platform: "wb", rating: 4, text: "Хорошие брюки, но длинноваты." },
  { id: "c", platform: "wb", rating: 5, text: "Свитер тёплый, не колется совсем." },
];
const HELD = { approval: { undo_window: "1h", rules: [] } };

async function signedIn() {
  const shop = await openShop(REVIEWS, HELD);
  const person = await personWith(shop.app, "marina", "manager");
  const browser = new Browser(shop.url);
  await browser.signIn("marina");
  return { ...shop, browser, person };
}

/** Reads until `enough` says so, or to the end. @returns all that came */
async function read(body: ReadableStream<Uint8Array>, enough: (text: string) => boolean): Promise<string> {
  let text = "";
  const reader = body.getReader();
  while (!enough(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += Buffer.from(value).toString();
  }
  reader.releaseLock();
  return text;
}

const times = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, at]) => Number(at));
const toChange = (text: string) => times(text).length > 0;
const never = () => false;

describe("the stream of events", () => {
  test("is for nobody who has not signed in", async () => {
    const { url } = await openShop(REVIEWS);
    expect((await new Browser(url).events()).status).toBe(401);
  });

  test("says after a decision that something has changed, and not what", async () => {
    const { app, browser } = await signedIn();
    const { status, body } = await browser.events();
    expect(status).toBe(200);
    const before = await read(body, toChange);
    await app.decisions.skip(1, "person:pavel", { reason: "Повтор" });
    const after = await read(body, toChange);
    expect(times(after)).toEqual([requireItem(app.db, 1).updated_at]);
    expect(before + after).toMatch(/^(retry: 5000\n\n|: still here\n\n|event: changed\nid: \d+\ndata: changed\n\n)+$/);
  });

  test("tells somebody of one brand nothing of another", async () => {
    const { app, url } = await openShop(REVIEWS, HELD);
    await personWith(app, "kira", "manager", ["ohana_kids"]);
    const browser = new Browser(url);
    await browser.signIn("kira");
    await app.db.write(
      (tx) => void tx.statement("update items set brand_id = 'ohana_kids', updated_at = 0 where id = 3").run(),
    );
    const { body } = await browser.events();
    await app.decisions.skip(1, "person:pavel", {});
    await read(body, (text) => text.includes("still here"));
    await app.decisions.skip(3, "person:pavel", {});
    expect(times(await read(body, toChange))).toEqual([requireItem(app.db, 3).updated_at]);
  });

  test("ends when its person signs out or is dismissed", async () => {
    const { app, url, browser, person } = await signedIn();
    const first = await browser.events();
    await browser.post("/logout", {});
    await read(first.body, never);
    const again = new Browser(url);
    await again.signIn("marina");
    const second = await again.events();
    await app.people.setOff(person.id, "person:test");
    await read(second.body, never);
    expect((await again.events()).status).toBe(401);
  });

  test("does not count as a use of the session, and neither does a sign that an item is open", async () => {
    const { app, browser, person } = await signedIn();
    const seen = async () => (await app.people.sessionsOf(person.id))[0]?.last_seen_at;
    const before = await seen();
    await browser.events();
    await app.clock.sleep(70_000);
    await browser.events();
    expect((await browser.post("/items/1/here", {})).status).toBe(200);
    expect(await seen()).toBe(before);
  });

  test("is opened twice in a session at most, and once more when one is closed", async () => {
    const { browser } = await signedIn();
    const first = await browser.events();
    expect([(await browser.events()).status, (await browser.events()).status]).toEqual([200, 429]);
    first.close();
    await expect.poll(async () => (await browser.events()).status).toBe(200);
  });

  test("keeps no server from closing", async () => {
    const { browser, close } = await signedIn();
    const { body } = await browser.events();
    await close();
    await read(body, never).catch(() => {});
  });

  test("is open at most 200 times in all", () => {
    const desk = { version: async () => 1, changes: async () => [] } as unknown as Desk;
    const streams = createStreams({ desk, clock: systemClock, log: createLog("silent") });
    const open = (session: string) => streams.open({ session, person: async () => undefined });
    for (let n = 0; n < 200; n++) expect(open(String(n))).toBeInstanceOf(ReadableStream);
    expect(open("one more")).toBe("all");
  });
});
