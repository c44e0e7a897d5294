/** Who is told what, by command: the list, trials over a simulated Telegram, and what was delivered. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { openCore } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { parseConfig } from "../../src/config/load.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { tell } from "../../src/decisions/alerts.ts";
import { alertById } from "../../src/store/tables/alerts.ts";
import { insertDelivery } from "../../src/store/tables/alert-deliveries.ts";
import { testConfig } from "../support/config.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

test("the list says who is told, a trial arrives or says what to do, and the log has what waits", async () => {
  const cwd = tempFolder();
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  const { accounts, brands } = testConfig();
  const alerts = { telegram: { token: telegram.token, api_root: telegram.url }, page_url: "https://shop.example" };
  const file = join(cwd, "reputation.yaml");
  const yaml = stringify({ accounts: accounts.slice(0, 1), brands: [{ ...brands[0] }], alerts });
  writeFileSync(file, yaml);
  newDatabase(join(cwd, "reputation.db"));
  const core = openCore(parseConfig(yaml, file, {}).config);
  onTestFinished(() => core.close());
  const { id } = await core.people.add({ login: "anna", role: "admin", brands: null }, "person:test");
  const { code } = await core.contacts.ask(id, { channel: "telegram" });
  telegram.write({ id: 77, name: "Аня" }, `/start ${code}`);
  await core.contacts.claim({ channel: "telegram", code, sender: "77", chat: "77", name: "Аня" });
  const run = (...words: string[]) => runIn(["alerts", ...words], { cwd });
  const document = async (command: string, ...words: string[]): Promise<unknown> => {
    const { stdout } = await run(command, ...words, "--json");
    expectDocumented(`alerts ${command}`, stdout);
    return JSON.parse(stdout);
  };

  expect((await run("test")).code).toBe(1);
  await core.contacts.confirm(id, core.contacts.of(id)[0]?.id ?? 0);
  expect(await document("list")).toMatchObject([{ person: "anna", channel: "telegram", state: "confirmed" }]);
  expect(await document("test", "--person", "anna")).toEqual([
    { person: "anna", channel: "telegram", sent: true, failure: null },
  ]);
  expect(telegram.chat(77).at(-1)?.text).toContain("Пробное сообщение");
  telegram.block(77);
  const { code: exit, stdout } = await run("test");
  expect([exit, stdout]).toEqual([1, expect.stringContaining("connect anew on the page")]);
  expect(await document("test")).toMatchObject([{ sent: false, failure: { reason: "gone" } }]);

  writeFileSync(file, yaml.replace(telegram.token, "7000000002:AAanother-token-than-the-one-of-the-bot"));
  expect(await document("test")).toMatchObject([
    { failure: { reason: "key", next: expect.stringMatching(/alerts\.telegram\.token.*restart/) } },
  ]);
  writeFileSync(file, yaml);

  await core.db.write((tx) => {
    tell(tx, core, { kind: "ai_away", since: 1 });
    const alert = alertById(tx, 1) ?? expect.fail("nothing is told");
    const contactId = core.contacts.of(id)[0]?.id ?? 0;
    insertDelivery(tx, { contactId, alert, how: "digest", dueAt: systemClock.now() }, systemClock.now());
  });
  expect(await document("log", "--state", "waiting")).toMatchObject([
    { person: "anna", event: "ai_away", how: "digest", sent_at: null },
  ]);
  expect(stdout + (await run("list")).stdout).not.toContain(telegram.token);
});
