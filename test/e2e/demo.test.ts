/** What a newcomer does first: the demo, its link, and the pages of the sandbox shop. */
import { rmSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { run, start } from "../support/cli.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { tempFolder } from "../support/temp.ts";
import { Browser, hidden } from "../web/shop.ts";

interface KeptDemo {
  kept: string;
  link: { kind: string; address: string; expires_at: string };
}

/** Starts the demo with few reviews and waits until it serves its pages. */
async function keepDemo() {
  const demo = start(["demo", "--keep", "--count", "6", "--json"], { cwd: tempFolder() });
  const { kept, link } = expectDocumented("demo", await demo.line(/^\{"platforms"/)) as KeptDemo;
  onTestFinished(() => rmSync(kept, { recursive: true }));
  const [site = "", code = ""] = link.address.split("/link#");
  return { demo, kept, link, code, site, browser: new Browser(site) };
}

/** Makes another link by the command that the demo's hint names. */
async function anotherLink({ kept }: Pick<KeptDemo, "kept">): Promise<string> {
  const config = `${kept}/reputation.yaml`;
  const made = await run(["user", "link", "demo", "--config", config, "--json"], { cwd: tempFolder() });
  return (JSON.parse(made.stdout) as KeptDemo["link"]).address.split("/link#")[1] ?? "";
}

describe("the kept demo", () => {
  test("signs a newcomer into the inbox by one link, without a password, and ends in order", async () => {
    const { demo, link, code, browser } = await keepDemo();
    expect(link.kind).toBe("first");
    expect((await browser.get("/inbox")).location).toBe("/login");
    expect((await browser.get("/link")).text).toContain("data-open");
    expect(await browser.post("/link", { code })).toMatchObject({ status: 303, location: "/inbox" });
    const inbox = await browser.get("/inbox");
    expect(inbox.status).toBe(200);
    for (const entry of ["Входящие", "Отправленные", "Люди"]) expect(inbox.text).toContain(entry);
    expect(inbox.text).toMatch(/href="\/inbox\/\d+/);
    expect(await demo.stop("SIGINT")).toBe(0);
  });

  test("lets nobody in twice by the same link; another one signs in the same person", async () => {
    const { demo, kept, site, code, browser } = await keepDemo();
    await browser.post("/link", { code });
    const second = new Browser(site);
    expect((await second.post("/link", { code })).status).toBe(410);
    expect((await second.get("/inbox")).location).toBe("/login");
    expect(await second.post("/link", { code: await anotherLink({ kept }) })).toMatchObject({ status: 303 });
    expect((await second.get("/inbox")).status).toBe(200);
    expect(await demo.stop("SIGTERM")).toBe(0);
  });

  test("lets a newcomer take back for half a minute what they have sent", async () => {
    const { demo, code, browser } = await keepDemo();
    await browser.post("/link", { code });
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
    expect(await demo.stop("SIGTERM")).toBe(0);
  });

  test("asks a colleague who was invited for a name and a password, as a real shop does", async () => {
    const { demo, kept, site } = await keepDemo();
    const config = `${kept}/reputation.yaml`;
    const made = await run(["user", "add", "irina", "--config", config, "--json"], { cwd: tempFolder() });
    const { link } = JSON.parse(made.stdout) as Pick<KeptDemo, "link">;
    const opened = await new Browser(site).post("/link", { code: link.address.split("#")[1] ?? "" });
    expect(opened.status).toBe(200);
    expect(opened.text).toContain('type="password"');
    expect(await demo.stop("SIGTERM")).toBe(0);
  });
});
