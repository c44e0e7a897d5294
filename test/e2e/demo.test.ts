/** What a newcomer does first: the demo, its link, and the pages of the sandbox shop. */
import { rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { command, start } from "../support/cli.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { tempFolder } from "../support/temp.ts";
import { Browser, hidden } from "../web/shop.ts";

interface Link {
  kind: string;
  address: string;
  expires_at: string;
}

interface KeptDemo {
  totals: Record<string, number>;
  platforms: object;
  verified: boolean;
  kept: string;
  link: Link;
}

/** The secret in the address of a link. */
const codeIn = ({ address }: Link): string => address.split("#")[1] ?? "";

/** Runs a command that the demo's hint names, and returns the link that it made. */
async function linkBy(words: readonly string[], { kept }: KeptDemo): Promise<Link> {
  const made = await command([...words, "--config", `${kept}/reputation.yaml`, "--json"], { cwd: tempFolder() });
  const told = JSON.parse(made.stdout) as Link | { link: Link };
  return "link" in told ? told.link : told;
}

function expectAllDone({ totals, platforms, verified }: KeptDemo): void {
  expect(verified).toBe(true);
  const { fetched, analyzed, drafted, approved, published, waiting, failed } = totals;
  const rest = fetched! - published!;
  expect({ ...totals }).toMatchObject({ new: fetched, failed: 0 });
  expect([analyzed, drafted, approved, waiting, failed]).toEqual([fetched, fetched, published, rest, 0]);
  expect(published).toBeGreaterThan(5);
  expect(Object.keys(platforms)).toEqual(["wb", "ozon", "ym"]);
}

/** Sends an answer, which can be taken back for half a minute, and takes it back. */
async function sendAndTakeBack(browser: Browser): Promise<void> {
  const path = /\/inbox\/\d+/.exec((await browser.get("/inbox")).text)?.[0] ?? "";
  const id = path.split("/").at(-1) ?? "";
  const text = "Спасибо, что написали нам! Уже разбираемся и ответим подробнее.";
  const post = (version: string, how: string) =>
    browser.post(`/items/${id}`, { do: how, text, version, next: "/inbox" });
  // Two stars, and no apology: that is asked about once.
  const asked = await post(hidden((await browser.get(path)).text, "version"), "send");
  const sent = await post(hidden(asked.text, "version"), "sure");
  const until = Number(/sent=\d+-(\d+)/.exec(sent.location ?? "")?.[1]);
  expect(until).toBeGreaterThan(Date.now() + 15_000);
  const left = await browser.get(sent.location ?? "");
  expect(left.text).toContain(`formaction="/items/${id}/undo`);
  await browser.post(`/items/${id}/undo?back=/inbox`, {});
  expect((await browser.get("/inbox")).text).toContain(`href="${path}`);
}

test("the demo proves all its work, opens its pages by a link that works once, lets a sent answer be taken back, and ends in order", async () => {
  const demo = start(["demo", "--keep", "--json"], { cwd: tempFolder() });
  const kept = expectDocumented("demo", await demo.line(/^\{"platforms"/)) as KeptDemo;
  onTestFinished(() => rmSync(kept.kept, { recursive: true }));
  expectAllDone(kept);

  expect(kept.link.kind).toBe("first");
  const [site = ""] = kept.link.address.split("/link#");
  const browser = new Browser(site);
  expect((await browser.get("/inbox")).location).toBe("/login");
  expect((await browser.get("/link")).text).toContain("data-open");
  expect(await browser.post("/link", { code: codeIn(kept.link) })).toMatchObject({ status: 303, location: "/inbox" });
  const inbox = await browser.get("/inbox");
  expect(inbox.status).toBe(200);
  for (const entry of ["Входящие", "Отправленные", "Люди"]) expect(inbox.text).toContain(entry);
  expect(inbox.text).toMatch(/href="\/inbox\/\d+/);
  await sendAndTakeBack(browser);

  // The link lets nobody in a second time; another one signs in the same person.
  const second = new Browser(site);
  expect((await second.post("/link", { code: codeIn(kept.link) })).status).toBe(410);
  expect((await second.get("/inbox")).location).toBe("/login");
  const another = await linkBy(["user", "link", "demo"], kept);
  expect(await second.post("/link", { code: codeIn(another) })).toMatchObject({ status: 303 });
  expect((await second.get("/inbox")).status).toBe(200);

  // A colleague who was invited is asked for a name and a password, as in a real shop.
  const invited = await linkBy(["user", "add", "irina"], kept);
  const opened = await new Browser(site).post("/link", { code: codeIn(invited) });
  expect(opened.status).toBe(200);
  expect(opened.text).toContain('type="password"');
  expect(await demo.stop("SIGINT")).toBe(0);
});
