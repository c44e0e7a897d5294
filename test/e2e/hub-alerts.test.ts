/** A hub that is killed at every step between what happens in a cell and what is decided about it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { openCore } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { parseConfig } from "../../src/config/load.ts";
import { tellOfWaiting } from "../../src/decisions/alerts.ts";
import type { Shown } from "../../src/sandbox/messenger/chats.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { HUB_TOKEN, openCellShop } from "../hub/cells.ts";
import { command, start, type Running } from "../support/cli.ts";
import { cutProxy, type Fate } from "../support/cut-proxy.ts";
import { storeWaiting } from "../support/items.ts";
import { personWith } from "../support/people.ts";
import { tempFolder } from "../support/temp.ts";

const CONFIG = ["--config", "hub.yaml"];
const ANNA = { id: 701, name: "Анна" };

test("a hub killed after it has listened, before it tells and while it is answered tells and decides each thing once", async () => {
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  const { app: cell, url } = await openCellShop([]);
  let hub: Running | undefined;
  const deaths: string[] = [];
  /** At which requests of the hub it is killed, each once, and what becomes of the request. */
  const due = new Map<string, Fate>();
  const between = await cutProxy(url, (_, path) => {
    const method = path.split("/").at(-1) ?? "";
    const fate = due.get(method);
    if (fate === undefined) return "pass";
    due.delete(method);
    process.kill(hub!.pid, "SIGKILL");
    deaths.push(method);
    return fate;
  });
  const cwd = tempFolder();
  const text = stringify({
    database: "./hub.db",
    cells: [{ id: "west", name: "Казань", url: between, token: HUB_TOKEN }],
    http: { listen: "127.0.0.1:0" },
    net: { proxy: "direct" },
    alerts: { telegram: { token: telegram.token, api_root: telegram.url }, page_url: "https://hub.example" },
  });
  writeFileSync(join(cwd, "hub.yaml"), text);
  const core = openCore(parseConfig(text, join(cwd, "hub.yaml"), {}).config);
  onTestFinished(() => core.close());
  await personWith(core, "anna", "manager");

  const startHub = async (): Promise<void> => {
    hub = start(["hub", ...CONFIG], { cwd });
    await hub.line(/"hub started"/);
  };
  /** Lets the hub die at its next request of this kind, and starts it again. */
  const dyingAt = async (method: string, fate: Fate, act: () => Promise<unknown>): Promise<void> => {
    due.set(method, fate);
    await act();
    await expect.poll(() => deaths.includes(method)).toBe(true);
    await hub!.ended;
    deaths.length = 0;
    await startHub();
  };
  const complain = (): Promise<number> =>
    cell.db.write((tx) => {
      const id = storeWaiting(tx, { account: "wb-sandbox", brandId: "ohana_market", rating: 2 });
      tellOfWaiting(tx, cell, id);
      return id;
    });
  const cards = (): Shown[] =>
    telegram.chat(ANNA.id).filter(({ by, buttons }) => by === null && buttons.flat().some(({ url }) => url));
  const linksOf = (): (string | undefined)[] =>
    cards().map(({ buttons }) =>
      buttons
        .flat()
        .find(({ url }) => url)
        ?.url?.split("/")
        .at(-1),
    );

  const sent = (): unknown =>
    core.db.statement("select count(*) from alert_deliveries where state = 'sent'").pluck().get();

  await startHub();
  const bound = await command(["alerts", "bind", "anna", "--channel", "telegram", ...CONFIG], { cwd });
  telegram.write(ANNA, bound.stdout.trim());
  await expect.poll(() => core.contacts.of(1)[0]?.state).toBe("claimed");
  const confirmed = await command(["alerts", "confirm", "anna", "--channel", "telegram", "--yes", ...CONFIG], { cwd });
  expect(confirmed).toMatchObject({ code: 0, stdout: expect.stringContaining("anna: told by telegram") });
  await command(["alerts", "set", "anna", "--quiet-hours", "none", ...CONFIG], { cwd });
  await expect.poll(() => cell.db.statement("select 1 from meta where key = 'hub_listens'").get()).toBeDefined();

  const ids: number[] = [];
  await dyingAt("alerts", "cut after", async () => ids.push(await complain()));
  await expect.poll(linksOf).toEqual([`west:${ids[0]}`]);
  await dyingAt("card", "cut before", async () => ids.push(await complain()));
  await expect.poll(linksOf).toEqual(ids.map((id) => `west:${id}`));
  // A message that has left and whose outcome is not stored would leave again, with the same buttons.
  await expect.poll(sent).toBe(2);
  // While it is away the cell works on.
  await hub!.stop("SIGKILL");
  ids.push(await complain(), await complain());
  await startHub();
  await expect.poll(linksOf).toEqual(ids.map((id) => `west:${id}`));

  const [shown] = cards();
  await dyingAt("press", "pass", async () => void telegram.press(ANNA, ANNA.id, shown!.id, "Отправить"));
  const now = (): string => telegram.chat(ANNA.id).find(({ id }) => id === shown!.id)?.text ?? "";
  await expect.poll(now).toMatch(/Отправляет anna/);
  await expect
    .poll(() => core.db.statement("select count(*) from alert_buttons where used_at is not null").pluck().get())
    .toBe(1);
  const deeds = auditOf(cell.db, ids[0]!).filter(({ actor }) => actor === "person:anna via hub");
  expect(deeds.map(({ action }) => action)).toEqual(["approve", "press"]);
  expect(linksOf()).toHaveLength(4);
  expect(await hub!.stop("SIGTERM")).toBe(0);
  const { stdout } = await command(["alerts", "log", ...CONFIG, "--json"], { cwd });
  const logged = JSON.parse(stdout) as { item_id: string; state: string }[];
  expect(logged.map(({ item_id, state }) => [item_id, state])).toEqual(
    ids.toReversed().map((id) => [`west:${id}`, "sent"]),
  );
});
