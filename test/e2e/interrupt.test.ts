/** What a command does when it is interrupted, or when nobody reads what it prints. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run, start } from "../support/cli.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

/** A shop whose Wildberries takes requests and never answers. */
async function stuckShop(): Promise<{ cwd: string; asked: Promise<void> }> {
  const cwd = tempFolder();
  const asked = Promise.withResolvers<void>();
  const server = createServer(() => asked.resolve());
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const account = `{id: wb-main, platform: wb, token: some-token, brand: b, base_url: "http://127.0.0.1:${port}"}`;
  writeFileSync(join(cwd, "reputation.yaml"), `accounts: [${account}]\nbrands: [{id: b, name: Brand}]\n`);
  return { cwd, asked: asked.promise };
}

test("a command reacts to Ctrl-C at once, says which job is running, and gives the job back", async () => {
  const { cwd, asked } = await stuckShop();
  const poll = start(["poll", "wb", "reviews"], { cwd });
  await asked;
  const code = poll.stop("SIGINT");
  expect(await poll.line(/^Stopping, 1 task running \(press Ctrl-C again to force\)$/)).toBeDefined();
  expect(await code).toBe(130);
  const jobs = JSON.parse((await run(["jobs", "list", "--json"], { cwd })).stdout) as {
    state: string;
    attempts_spent: number;
  }[];
  expect(jobs).toMatchObject([{ attempts_spent: 0 }]);
  expect(jobs[0]?.state).not.toBe("failed");
});

test("a command ends quietly when the reader closes the pipe", async () => {
  const { cwd } = await stuckShop();
  const help = start(["completion", "bash"], { cwd });
  help.hangUp();
  expect(await help.stop("SIGCONT")).toBe(0);
  expect(help.output()).not.toContain("EPIPE");
});

test("a command ends only when a slow reader has got all of a long result", async () => {
  const cwd = tempFolder();
  // Far more than a pipe takes at once.
  const ids = Array.from({ length: 3000 }, (_, number) => `shop-${number}`);
  const accounts = ids.map((id) => `  - {id: ${id}, platform: wb, token: token-of-${id}, brand: b}\n`).join("");
  writeFileSync(join(cwd, "reputation.yaml"), `accounts:\n${accounts}brands: [{id: b, name: Brand}]\n`);
  const ran = await run(["config", "show", "--json"], { cwd });
  expect(ran.code).toBe(0);
  expect(ran.stdout.length).toBeGreaterThan(1_000_000);
  expect(JSON.parse(ran.stdout)).toHaveProperty("length");
});

test("a command on a terminal shows after a second what it waits for, and erases that line afterwards", async () => {
  const { cwd, asked } = await stuckShop();
  let pressed = false;
  const type = (output: string): undefined => {
    // Ctrl-C sends the same signal. The command already listens for it.
    if (!pressed && output.includes("(Ctrl-C stops)")) setImmediate(() => process.emit("SIGINT", "SIGINT"));
    pressed ||= output.includes("(Ctrl-C stops)");
    return undefined;
  };
  const ran = await runIn(["poll", "wb", "reviews"], { cwd, tty: true, type });
  await asked;
  expect(ran.code).toBe(130);
  expect(ran.stderr).toMatch(/… poll_wb_reviews wb-main {2}1\.\ds {2}\(Ctrl-C stops\)/);
  // oxlint-disable-next-line no-control-regex -- it is what is looked for
  expect(ran.stderr).toMatch(/\r\u001B\[2KStopping/);
});
