/** A hub and its cells as processes of their own, which are killed while somebody decides. */
import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { openCore } from "../../src/app.ts";
import { parseConfig } from "../../src/config/load.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { command, start } from "../support/cli.ts";
import { personWith } from "../support/people.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";
import { tempDb, tempFolder } from "../support/temp.ts";
import { Browser } from "../web/shop.ts";

const TOKEN = "hub-token-of-the-tests-1234";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A cell's folder, with one review. */
async function cellFolder(text: string) {
  const listen = `127.0.0.1:${await freePort()}`;
  const { cwd } = await sandboxFolder({
    items: [{ id: "a", platform: "wb", rating: 4, text }],
    settings: {
      ai: { provider: "offline" },
      approval: { undo_window: "1h", rules: [] },
      http: { listen, hub: { token: TOKEN } },
    },
  });
  return { cwd, url: `http://${listen}` };
}

const startCell = async ({ cwd }: { cwd: string }) => {
  const cell = start(["daemon"], { cwd });
  await cell.line(/daemon started/);
  return cell;
};

test("a cell that is killed between click and answer is said to be unknown, and decides once", async () => {
  const folders = [
    await cellFolder("Рубашка хорошая, но длинновата."),
    await cellFolder("Чайник шумит, а так доволен."),
  ];
  const [west, east] = folders as [(typeof folders)[0], (typeof folders)[0]];
  let daemon = await startCell(west);
  await startCell(east);
  for (const { cwd } of folders) await command(["poll", "wb", "reviews", "--drain"], { cwd });
  const cwd = tempFolder();
  const cells = [west, east].map(({ url }, i) => ({
    id: ["west", "east"][i],
    name: ["Казань", "Омск"][i],
    url,
    token: TOKEN,
  }));
  const text = stringify({ database: "./hub.db", cells, http: { listen: "127.0.0.1:0" } });
  writeFileSync(join(cwd, "hub.yaml"), text);
  const core = openCore(parseConfig(text, join(cwd, "hub.yaml"), {}).config);
  await personWith(core, "marina", "manager");
  core.close();
  expect(await command(["daemon", "--config", "hub.yaml"], { cwd })).toMatchObject({ code: 2 });
  expect((await command(["config", "check", "--config", "hub.yaml"], { cwd })).stdout).toContain("a hub over 2 cells");
  const hub = start(["hub", "--config", "hub.yaml"], { cwd });
  const { http } = JSON.parse(await hub.line(/hub started/)) as { http: string };
  const marina = new Browser(http);
  await marina.signIn("marina");
  await expect.poll(async () => (await marina.get("/inbox")).text).toMatch(/west:1[^]*east:1|east:1[^]*west:1/);

  process.kill(daemon.pid, "SIGSTOP");
  const clicked = marina.post("/items/west:1/skip", { version: "1", reason: "спам" });
  // The request lies in the socket of a process that does not run.
  await expect.poll(async () => (await marina.get("/inbox")).text).toContain("«Казань»");
  await daemon.stop("SIGKILL");
  expect((await clicked).text).toContain("неизвестно, принято ли решение");
  expect((await marina.get("/inbox")).text).toContain('value="east:1"');

  daemon = await startCell(west);
  await expect.poll(async () => (await marina.get("/inbox/west:1")).status).toBe(200);
  expect((await marina.post("/items/west:1/skip", { version: "1", reason: "спам" })).status).toBe(303);
  const skips = auditOf(tempDb(join(west.cwd, "reputation.db")), 1).filter(({ action }) => action === "skip");
  expect(skips).toMatchObject([{ actor: "person:marina via hub" }]);
  expect(await hub.stop("SIGTERM")).toBe(0);
});
