import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { openApp } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { serveHub } from "../../src/cli/hub/serve.ts";
import { loadConfig } from "../../src/config/load.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
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

test("over a hub's configuration doctor, status and reload speak of the hub, and of what starts it", async () => {
  const cwd = tempFolder();
  const cells = [{ id: "west", name: "Казань", url: "http://127.0.0.1:9", token: "a token of the west, long enough" }];
  const settings = { database: "./hub.db", cells, http: { listen: "127.0.0.1:0" } };
  writeFileSync(join(cwd, "hub.yaml"), stringify(settings), { mode: 0o600 });
  const { config } = loadConfig({ file: "hub.yaml", env: { HOME: cwd }, cwd });
  newDatabase(config.database);
  const said = async (...words: string[]) => {
    const { stdout, stderr } = await runIn([...words, "--config", "hub.yaml"], { cwd });
    return stdout + stderr;
  };
  expect(await said("status")).toMatch(/no hub is running.*start it with reputation hub\n.*in its cells/);
  const advice = await said("doctor");
  expect(advice).toMatch(/no hub runs on this database.*→ reputation hub\n.*Next: reputation hub\n/s);
  expect(advice + (await said("status"))).not.toMatch(/daemon|offline|Items {2}/);
  const around = { clock: systemClock, log: createLog("silent"), onLost: () => undefined };
  const server = await serveHub(config, around);
  onTestFinished(() => server.close());
  expect(await said("status")).toMatch(/● hub up/);
  expect(await said("doctor")).toMatch(/✓ hub .*Next: reputation status/s);
  expect(await said("reload")).toMatch(/a hub reads its configuration only when it starts/);
});
