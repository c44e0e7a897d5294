import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openApp } from "../../src/app.ts";
import { createLog } from "../../src/base/log.ts";
import { loadConfig } from "../../src/config/load.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

const CONFIG = `accounts: [{id: a, platform: wb, token: token, brand: one, base_url: "http://127.0.0.1:9"}]
brands: [{id: one, name: One}]
ai: {provider: offline}
`;

test("status --check says by its exit code alone whether a daemon is at work", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "reputation.yaml"), CONFIG);
  const { config } = loadConfig({ env: { HOME: cwd }, cwd });
  const app = await openApp(config, { log: createLog("silent"), role: "daemon" });
  let isOpen = true;
  onTestFinished(() => (isOpen ? app.close(0) : undefined));
  const check = () => runIn(["status", "--check"], { cwd });
  expect(await check()).toEqual({ code: 1, stdout: "", stderr: "" });
  await app.startDaemon(() => {});
  expect(await check()).toEqual({ code: 0, stdout: "", stderr: "" });
  await app.close(0);
  isOpen = false;
  expect(await check()).toMatchObject({ code: 1 });
});
