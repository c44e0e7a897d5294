/** The log of a process: its last line is written, and a full disk does not stop the process. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { BINARY, PROGRAM } from "../support/binary.ts";
import { EVERY_SECOND, openGatedShop } from "../support/gated-shop.ts";

test.skipIf(BINARY)("the last log line before the process ends is written", () => {
  const log = new URL("../../src/base/log.ts", import.meta.url).href;
  const script = `import { createLog } from "${log}"; createLog("info").fatal("it is " + "over"); process.exit(3);`;
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(ran).toMatchObject({ status: 3, stdout: "" });
  expect(JSON.parse(ran.stderr)).toMatchObject({ level: 60, msg: "it is over" });
});

test("a full disk under the log does not stop the daemon", async () => {
  const shop = await openGatedShop(1);
  shop.configure({ schedule: EVERY_SECOND });
  const full = openSync("/dev/full", "w");
  const daemon = spawn(PROGRAM[0], [...PROGRAM.slice(1), "daemon"], {
    cwd: shop.cwd,
    stdio: ["ignore", "ignore", full],
  });
  onTestFinished(() => void daemon.kill("SIGKILL"));
  closeSync(full);
  await expect.poll(() => shop.answers()).toEqual([1]);
  daemon.kill("SIGTERM");
  expect(await once(daemon, "exit")).toEqual([0, null]);
});
