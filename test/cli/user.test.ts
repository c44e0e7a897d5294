/** People and their passwords by command, on a terminal. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { openCore, type Core } from "../../src/app.ts";
import { setStanding, standingOf } from "../../src/store/tables/standing.ts";
import { testConfig } from "../support/config.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

const PASSWORD = "четыре рыжих кота ";

let cwd: string;
let core: Core;

beforeEach(() => {
  cwd = tempFolder();
  const { accounts, brands } = testConfig();
  const proxy = { trusted: ["10.0.0.2"] };
  const http = { listen: "0.0.0.0:9000", proxy, public_url: "https://answers.example" };
  const slim = accounts.filter(({ id }) => id === "wb-main");
  writeFileSync(join(cwd, "reputation.yaml"), stringify({ accounts: slim, brands: [{ ...brands[0] }], http }));
  const database = newDatabase(join(cwd, "reputation.db"));
  core = openCore(testConfig({ database }));
  onTestFinished(() => core.close());
});

interface Link {
  kind: string;
  address: string;
}

async function linkOf(...words: string[]): Promise<Link> {
  const { stdout } = await runIn(["user", ...words, "--json"], { cwd });
  const document = JSON.parse(stdout) as Link & { link?: Link };
  return document.link ?? document;
}

/** Runs a command whose questions are answered with the passwords, one after the other. */
async function typing(words: readonly string[], ...passwords: string[]): ReturnType<typeof runIn> {
  let asked = 0;
  return runIn(words, {
    cwd,
    tty: true,
    type: (output) => {
      if ((output.match(/characters: |Once more: /g)?.length ?? 0) <= asked) return undefined;
      return `${passwords[asked++]}\r`;
    },
  });
}

test("the first administrator's link leads to this computer; later links lead to the public address", async () => {
  const first = await linkOf("add", "marina", "--role", "admin");
  expect(first).toMatchObject({
    kind: "first",
    address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9000\/link#.{43}$/),
  });
  const device = { address: "127.0.0.1", agent: "" };
  const { person } = await core.people.redeem(first.address.split("#")[1] ?? "", PASSWORD, device);
  expect(person).toMatchObject({ login: "marina", role: "admin" });
  const invite = await linkOf("add", "irina", "--brand", "market");
  expect(invite).toMatchObject({
    kind: "invite",
    address: expect.stringMatching(/^https:\/\/answers\.example\/link#/),
  });
  expect((await linkOf("link", "marina")).kind).toBe("password");
  expect((await runIn(["user", "link"], { cwd })).stderr).toContain("there is an administrator already");
});

test("a password is asked for twice on the terminal, never shown, and kept with its spaces", async () => {
  const added = await typing(["user", "add", "marina", "--role", "admin", "--password"], PASSWORD, PASSWORD);
  expect([added.code, added.stdout]).toEqual([0, "marina added: admin, all brands\n"]);
  expect(added.stderr).not.toContain("кота");
  const ask = { login: "marina", address: "10.0.0.1", agent: "" };
  expect(await core.people.signIn({ ...ask, password: PASSWORD })).toHaveProperty("token");
  expect(await core.people.signIn({ ...ask, password: PASSWORD.trim() })).toEqual({ refused: "wrong" });
  const changed = await typing(["user", "password", "marina", "--json"], "пять рыжих котов", "пять рыжих котов");
  expectDocumented("user password", changed.stdout);
  expect(await core.people.signIn({ ...ask, password: "пять рыжих котов" })).toHaveProperty("token");
});

test.each([
  ["two that differ", [PASSWORD, "пять рыжих котов"], 2, /the two passwords differ/],
  ["a short one", ["короткий", "короткий"], 1, /12 to 128 characters/],
] as const)("%s make no person", async (_, passwords, code, message) => {
  const ran = await typing(["user", "add", "marina", "--password"], ...passwords);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(message);
  expect(await core.people.list()).toEqual([]);
});

test("without a terminal the command names the link that does without a password", async () => {
  await core.people.add({ login: "irina", role: "manager", brands: null }, "person:test");
  const ran = await runIn(["user", "password", "irina"], { cwd, input: `${PASSWORD}\n` });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain("reputation user link irina");
});

test("a restored backup lets nobody in who was signed in at its time", async () => {
  const { people } = core;
  const signedIn = await people.redeem((await people.makeLink("first", "person:test")).code, PASSWORD, {
    login: "marina",
    address: "127.0.0.1",
    agent: "",
  });
  const { code } = await people.makeLink({ role: "viewer", brands: null }, "person:test");
  const { file } = JSON.parse((await runIn(["backup", "--json"], { cwd })).stdout) as { file: string };
  core.close();
  expect((await runIn(["restore", file, "--yes"], { cwd })).code).toBe(0);
  const restored = openCore(testConfig({ database: join(cwd, "reputation.db") }));
  onTestFinished(() => restored.close());
  expect((await restored.people.list()).map(({ login }) => login)).toEqual(["marina"]);
  expect(await restored.people.person(signedIn.token)).toBeUndefined();
  expect(await restored.people.openLink(code, "127.0.0.1")).toBeUndefined();
});

test("a restored backup of an earlier epoch keeps the epoch that the machine holds now", async () => {
  const held = (epoch: number) => ({ place: "/copies", epoch, holder: `holder ${epoch}`, settled: true });
  await core.db.write((tx) => setStanding(tx, held(1)));
  const { file } = JSON.parse((await runIn(["backup", "--json"], { cwd })).stdout) as { file: string };
  await core.db.write((tx) => setStanding(tx, held(2)));
  core.close();
  expect((await runIn(["restore", file, "--yes"], { cwd })).code).toBe(0);
  const restored = openCore(testConfig({ database: join(cwd, "reputation.db") }));
  onTestFinished(() => restored.close());
  expect(standingOf(restored.db)).toEqual(held(2));
});

test("a restore that the backup refuses to enter names the file that stood there before", async () => {
  await core.people.add({ login: "irina", role: "manager", brands: null }, "person:test");
  const { file } = JSON.parse((await runIn(["backup", "--json"], { cwd })).stdout) as { file: string };
  core.close();
  const backup = new BetterSqlite3(file);
  backup.exec("update sqlite_sequence set seq = 9223372036854775807 where name = 'audit'");
  backup.close();
  const ran = await runIn(["restore", file, "--yes"], { cwd });
  expect(ran.code).not.toBe(0);
  const [, former = ""] = /The former one is kept: (\S+)/.exec(ran.stdout + ran.stderr) ?? [];
  expect(existsSync(former)).toBe(true);
});
