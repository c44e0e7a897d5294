import { rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { start } from "../../support/cli.ts";
import { tempFolder } from "../../support/temp.ts";
import { openWindow } from "../browser.ts";

test("a newcomer opens the demo's one address and is in the inbox, without a click", async () => {
  const demo = start(["demo", "--keep", "--count", "6", "--json"], { cwd: tempFolder() });
  const { kept, link } = JSON.parse(await demo.line(/^\{"platforms"/)) as { kept: string; link: { address: string } };
  onTestFinished(() => rmSync(kept, { recursive: true }));
  const page = await openWindow(link.address);
  await page.goto(link.address);
  await page.waitForURL("**/inbox");
  expect(await page.innerText("nav")).toContain("Входящие");
  expect(await demo.stop("SIGINT")).toBe(0);
});
