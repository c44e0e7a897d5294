/** What a sign-in holds against guessing, on the real store; passwords are hashed as in the program. */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/base/clock.ts";
import type { SignedIn, SignInRefused } from "../../src/decisions/people-api.ts";
import { pruneRecords } from "../../src/store/tables/retention.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { PASSWORD, personWith } from "../support/people.ts";
import { newDatabase } from "../support/temp.ts";

let clock: FakeClock;
let core: Core;
let database: string;

beforeEach(async () => {
  clock = fakeClock();
  database = newDatabase();
  core = open();
  await personWith(core, "irina", "manager");
});

function open(): Core {
  const opened = openCore(testConfig({ database }), { clock });
  onTestFinished(() => opened.close());
  return opened;
}

type Answer = "in" | SignInRefused["refused"];

async function sign(password: string, { login = "irina", address = "10.0.0.1" } = {}): Promise<Answer> {
  const result: SignedIn | SignInRefused = await core.people.signIn({ login, password, address, agent: "Chrome" });
  return "refused" in result ? result.refused : "in";
}

/** So many tries at once. */
function wrong(count: number, whose = {}): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, () => sign("не тот пароль", whose)));
}

test("after five wrong passwords the right one waits, from that address alone, and across a restart", async () => {
  expect(await wrong(6)).toEqual([...Array<Answer>(5).fill("wrong"), "slow"]);
  core = open();
  expect(await sign(PASSWORD)).toBe("slow");
  expect(await sign(PASSWORD, { address: "10.0.0.2" })).toBe("in");
  await clock.advance(MINUTE_MS);
  expect(await sign(PASSWORD)).toBe("in");
  expect(await wrong(4)).not.toContain("slow");
});

test("the wait grows to 15 minutes and no further", async () => {
  await wrong(5);
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    const refused = await core.people.signIn({ login: "irina", password: PASSWORD, address: "10.0.0.1", agent: "" });
    const wait = "refused" in refused ? (refused.retryAfterMs ?? 0) : 0;
    waits.push(wait / MINUTE_MS);
    await clock.advance(wait);
    await wrong(1);
  }
  expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
});

test("an address has twenty tries for all names together, and those of an IPv6 network are one address", async () => {
  for (const login of ["anna", "boris", "vera", "gleb"]) {
    await personWith(core, login, "viewer");
    expect(await wrong(5, { login, address: `2001:db8:0:7::${login.length}` })).not.toContain("slow");
  }
  expect(await sign(PASSWORD, { address: "2001:db8:0:7:ffff::1" })).toBe("slow");
  expect(await sign(PASSWORD, { address: "2001:db8:0:8::1" })).toBe("in");
});

test("colleagues behind one address do not use up each other's tries", async () => {
  for (let i = 0; i < 22; i++) expect(await sign(PASSWORD)).toBe("in");
});

test("an unknown name is refused in the same words and costs as much as a known one", async () => {
  await core.people.setPassword(1, PASSWORD, "person:test");
  const cost = async (login: string): Promise<number> => {
    const begin = process.cpuUsage();
    expect(await wrong(1, { login })).toEqual(["wrong"]);
    const { user, system } = process.cpuUsage(begin);
    return user + system;
  };
  // Other work on the machine makes some of the tries dearer, but none cheaper.
  const costs: { unknown: number; known: number }[] = [];
  for (let i = 0; i < 4; i++) costs.push({ unknown: await cost("nobody-here"), known: await cost("irina") });
  const ratio = Math.min(...costs.map(({ unknown }) => unknown)) / Math.min(...costs.map(({ known }) => known));
  expect(ratio).toBeGreaterThan(0.6);
  expect(ratio).toBeLessThan(1.7);
});

test("what was typed is in no row, and each refusal is in the audit", async () => {
  await sign("секрет в поле пароля", { login: "секрет в поле имени" });
  await sign("секрет в поле пароля");
  const rows = ["audit", "sign_in_tries"].flatMap((table) => core.db.statement(`select * from ${table}`).all());
  expect(JSON.stringify(rows)).not.toContain("секрет");
  const refused = core.db.statement("select after from audit where action = 'sign_in_refused'").pluck().all();
  expect(refused).toEqual([
    '{"why":"wrong","address":"10.0.0.1"}',
    '{"why":"wrong","address":"10.0.0.1","id":1,"login":"irina"}',
  ]);
});

test("many sign-ins at once leave the main thread to others", async () => {
  await core.people.setPassword(1, PASSWORD, "person:test");
  const [all, main] = [process.cpuUsage(), process.threadCpuUsage()];
  const many = Array.from({ length: 12 }, (_, at) => sign(PASSWORD, { address: `10.2.0.${at}` }));
  expect(new Set(await Promise.all(many))).toEqual(new Set(["in"]));
  expect(process.threadCpuUsage(main).user).toBeLessThan(process.cpuUsage(all).user / 2);
});

test("where somebody signed in from is forgotten after 90 days, what was changed about people is not", async () => {
  await sign(PASSWORD);
  await sign("не тот пароль");
  const prune = (): Promise<number> => core.db.write((tx) => pruneRecords(tx, clock.now(), 100));
  const stored = (): string =>
    JSON.stringify(["audit", "sessions"].map((table) => core.db.statement(`select * from ${table}`).all()));
  await clock.advance(89 * DAY_MS);
  await prune();
  expect(stored()).toContain("10.0.0.1");
  await clock.advance(DAY_MS + 1);
  await prune();
  expect(stored()).not.toContain("10.0.0.1");
  expect(stored()).toContain("person_add");
});

test("a person changes their password with the present one: all sessions end, and another one begins", async () => {
  const first = await core.people.signIn({ login: "irina", password: PASSWORD, address: "10.0.0.1", agent: "" });
  if ("refused" in first) throw new Error(first.refused);
  const { people } = core;
  const device = { address: "10.0.0.1", agent: "Chrome" };
  const { id } = first.person;
  expect(await people.changePassword(id, "не тот пароль", "пять рыжих котов", device)).toEqual({ refused: "wrong" });
  const next = await people.changePassword(id, PASSWORD, "пять рыжих котов", device);
  expect("token" in next && (await people.person(next.token))).toEqual(first.person);
  expect(await people.person(first.token)).toBeUndefined();
  expect([await sign(PASSWORD), await sign("пять рыжих котов")]).toEqual(["wrong", "in"]);
});

test("whom a trusted proxy has signed in needs no password, and no sign-in when there is no such person", async () => {
  const { people } = core;
  const pavel = await people.add({ login: "pavel", role: "senior", brands: null }, "person:test");
  const signIns = (): unknown =>
    core.db.statement("select actor, after from audit where action = 'sign_in'").raw().all();
  const once = [["person:pavel", '{"by":"proxy","address":"10.0.0.1"}']];
  for (let i = 0; i < 3; i++) {
    expect(await people.vouched("Pavel", "10.0.0.1")).toEqual(pavel);
    await clock.advance(MINUTE_MS);
  }
  expect(signIns()).toEqual(once);
  await clock.advance(12 * HOUR_MS);
  await people.vouched("pavel", "10.0.0.1");
  expect(signIns()).toEqual([...once, ...once]);
  await people.setOff(pavel.id, "person:test");
  expect(await Promise.all(["pavel", "nobody", ""].map((login) => people.vouched(login, "10.0.0.1")))).toEqual(
    Array(3).fill(undefined),
  );
});
