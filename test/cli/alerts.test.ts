/** Who is told what, by command: the list, trials over a simulated Telegram, and what was delivered. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { openCore } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { parseConfig } from "../../src/config/load.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { startSmtp } from "../../src/sandbox/smtp/smtp.ts";
import { tell } from "../../src/decisions/alerts.ts";
import { alertById } from "../../src/store/tables/alerts.ts";
import { insertDelivery } from "../../src/store/tables/alert-deliveries.ts";
import { journal } from "../../src/store/views/journal.ts";
import { testConfig } from "../support/config.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

async function shop() {
  const cwd = tempFolder();
  const telegram = await startTelegram({ clock: systemClock });
  onTestFinished(() => telegram.close());
  const { accounts, brands } = testConfig();
  const alerts = { telegram: { token: telegram.token, api_root: telegram.url }, page_url: "https://shop.example" };
  const file = join(cwd, "reputation.yaml");
  const yaml = stringify({
    accounts: accounts.slice(0, 1),
    brands: [{ ...brands[0] }, { id: "ohana_kids", name: "Охана Кидс" }],
    alerts,
  });
  writeFileSync(file, yaml);
  newDatabase(join(cwd, "reputation.db"));
  const core = openCore(parseConfig(yaml, file, {}).config);
  onTestFinished(() => core.close());
  const run = (...words: string[]) => runIn(["alerts", ...words], { cwd });
  const document = async (command: string, ...words: string[]): Promise<unknown> => {
    const { stdout } = await run(command, ...words, "--json");
    expectDocumented(`alerts ${command}`, stdout);
    return JSON.parse(stdout);
  };
  return { cwd, file, yaml, telegram, core, run, document };
}

const TLS = join(import.meta.dirname, "../net/tls");
const tls = (name: string): Buffer => readFileSync(join(TLS, name));

const AT = ["--channel", "telegram"];

test("a person's settings for one channel are set, each wrong word is named, and the log has whose terminal it was", async () => {
  const { core, run, document } = await shop();
  const { id } = await core.people.add({ login: "anna", role: "manager", brands: ["market"] }, "person:test");
  const times = ["--quiet-hours", "9.30-8:00", "--digest", "14:00,9:00", "--singles", "2", "--least", "notice"];
  const ways = ["--event", "question=digest", "--event", "goal=off", "--brand", "market"];
  expect(await document("set", "anna", ...AT, ...times, ...ways)).toMatchObject({
    person: "anna",
    channel: "telegram",
    settings: { quiet: { from: "09:30", to: "08:00" }, digest: ["09:00", "14:00"], singles: 2, least: "notice" },
  });
  const saved = core.contacts.settingsOf(id, "telegram");
  expect(saved).toMatchObject({ brands: ["market"], topics: { question: "digest", goal: "off", danger: "now" } });
  expect(core.contacts.settingsOf(id, "email").singles).toBe(5);
  const [entry] = journal(core.db, { kind: "people", limit: 1 });
  expect(entry).toMatchObject({ action: "alerts_set", actor: expect.stringMatching(/^cli:/) });
  expect(JSON.parse(entry?.after ?? "")).toMatchObject({ person: "anna", channel: "telegram" });

  for (const [words, said] of [
    [["--event", "questions=off"], "--event must be an event (danger, "],
    [["--event", "question=later"], "one of now, digest, off"],
    [["--quiet-hours", "22:00"], "--quiet-hours must be two different times"],
    [["--quiet-hours", "25:00-08:00"], '"25:00-08:00"'],
    [["--digest", "noon"], "--digest must be up to 12 times"],
    [["--singles", "61"], "--singles must be a whole number from 1 to 60"],
    [["--least", "all"], "--least must be one of"],
    [["--brand", "ohana_kids"], 'anna works for no brand "ohana_kids"'],
    [[], "nothing is to be set"],
  ] as const) {
    const { code, stderr } = await run("set", "anna", ...AT, ...words);
    expect([words, code, stderr]).toEqual([words, 2, expect.stringContaining(said)]);
  }
  expect(core.contacts.settingsOf(id, "telegram")).toEqual(saved);
  expect(
    (await run("set", "anna", ...AT, "--event", "all=off", "--quiet-hours", "none", "--all-brands")).stdout,
  ).toContain("off: danger, negative");
  expect(core.contacts.settingsOf(id, "telegram")).toMatchObject({ brands: null, quiet: null });
  await core.people.setOff(id, "person:test");
  expect(await run("set", "anna", ...AT, "--singles", "3")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("reputation user on anna"),
  });
});

test("a chat and a mailbox are bound by their codes, for whoever confirms the name, and are let go", async () => {
  const { cwd, file, yaml, telegram, core, run, document } = await shop();
  const smtp = await startSmtp({ tls: { key: tls("server.key"), cert: tls("server.pem") } });
  onTestFinished(() => smtp.close());
  const ca_file = join(TLS, "authority.pem");
  const email = { host: "localhost", port: smtp.port, from: "Отзывы <alerts@shop.example>", ca_file };
  const { id } = await core.people.add({ login: "anna", role: "admin", brands: null }, "person:test");
  const { code } = (await document("bind", "anna", ...AT)) as { code: string };
  const asked = await run("confirm", "anna", ...AT);
  expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining("alerts bind <login> --channel telegram") });
  await core.contacts.claim({ channel: "telegram", code, sender: "77", chat: "77", name: "Аня" });
  telegram.write({ id: 77, name: "Аня" }, `/start ${code}`);
  expect((await run("confirm", "anna", ...AT)).stderr).toContain("--yes");
  const no = await runIn(["alerts", "confirm", "anna", ...AT], {
    cwd,
    tty: true,
    type: answer("Аня”. Is that anna?", "n"),
  });
  expect([no.code, core.contacts.of(id)[0]?.state]).toEqual([1, "claimed"]);
  expect(await document("confirm", "anna", ...AT, "--yes")).toMatchObject({ state: "confirmed", name: "Аня" });
  const [entry] = journal(core.db, { kind: "people", limit: 1 });
  expect(entry).toMatchObject({ action: "contact_confirm", actor: expect.stringMatching(/^cli:/) });
  expect(await document("unbind", "anna", ...AT)).toMatchObject({ state: "off" });
  expect(await run("unbind", "anna", ...AT)).toMatchObject({ code: 1 });

  const mailbox = ["--channel", "email", "--address", "anna@shop.example"];
  expect((await run("bind", "anna", ...mailbox)).stderr).toContain("Set alerts.email in it");
  writeFileSync(file, yaml.replace("alerts:\n", `alerts:\n  email: ${JSON.stringify(email)}\n`));
  expect(await document("bind", "anna", ...mailbox)).toMatchObject({ code: null, to: "anna@shop.example" });
  const [, typed = ""] = /code=([A-Z0-9]{8})/.exec(smtp.mails.at(-1)?.text ?? "") ?? [];
  expect(await run("confirm", "anna", "--channel", "email")).toMatchObject({ code: 2 });
  expect(await run("confirm", "anna", "--channel", "email", "--code", "WRONG222")).toMatchObject({ code: 1 });
  expect(await document("confirm", "anna", "--channel", "email", "--code", typed)).toMatchObject({
    name: "anna@shop.example",
  });
});

function answer(question: string, word: string): (output: string) => string | undefined {
  let isAnswered = false;
  return (output) => {
    if (isAnswered || !output.includes(question)) return undefined;
    isAnswered = true;
    return `${word}\n`;
  };
}

test("the list says who is told, a trial arrives or says what to do, and the log has what waits", async () => {
  const { file, yaml, telegram, core, run, document } = await shop();
  const { id } = await core.people.add({ login: "anna", role: "admin", brands: null }, "person:test");
  const { code } = await core.contacts.ask(id, { channel: "telegram" });
  telegram.write({ id: 77, name: "Аня" }, `/start ${code}`);
  await core.contacts.claim({ channel: "telegram", code, sender: "77", chat: "77", name: "Аня" });

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
    { failure: { reason: "key", next: expect.stringMatching(/alerts\.telegram\.token.*reload/) } },
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
