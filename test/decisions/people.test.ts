/** People, their sessions and links, on the real store; passwords are hashed as in the program. */
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/base/clock.ts";
import { hashOf } from "../../src/base/secret.ts";
import type { Person, Role } from "../../src/domain/access.ts";
import type { SignedIn } from "../../src/decisions/people-api.ts";
import { RefusedDecision } from "../../src/domain/refused-decision.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { PASSWORD, personWith } from "../support/people.ts";
import { newDatabase } from "../support/temp.ts";

const ADMIN = "person:marina";
const HERE = { address: "127.0.0.1", agent: "Chrome" };

let clock: FakeClock;
let core: Core;

beforeEach(() => {
  clock = fakeClock();
  const brands = [
    { id: "market", name: "Охана Маркет" },
    { id: "kids", name: "Охана Кидс" },
  ];
  core = openCore(testConfig({ database: newDatabase(), brands }), { clock });
  onTestFinished(() => core.close());
});

const join = (login: string, role: Role, brands: string[] | null = null): Promise<Person> => {
  return personWith(core, login, role, brands);
};

async function signIn(login: string, remember = false): Promise<SignedIn> {
  const result = await core.people.signIn({ login, password: PASSWORD, remember, ...HERE });
  if ("refused" in result) throw new Error(result.refused);
  return result;
}

/** The code of the refusal. */
async function refusal(decision: Promise<unknown>): Promise<string> {
  try {
    await decision;
  } catch (error) {
    if (error instanceof RefusedDecision) return error.code;
    throw error;
  }
  return "carried out";
}

/** Everything in the audit log and in the tables of people, as one text. */
function stored(): string {
  const tables = ["audit", "users", "sessions", "one_time_links", "sign_in_tries"];
  return JSON.stringify(tables.map((table) => core.db.statement(`select * from ${table}`).all()));
}

describe("people", () => {
  test("a person signs in under their name in any case, and neither password nor token is stored", async () => {
    await join("Irina", "manager", ["kids"]);
    const { token, person } = await signIn(" IRINA ");
    expect(person).toEqual({ id: 1, name: "irina", login: "irina", role: "manager", brands: ["kids"] });
    expect(await core.people.person(token)).toEqual(person);
    expect(stored()).not.toMatch(new RegExp(`${token}|${PASSWORD}`));
    expect(await core.people.person(hashOf(token))).toBeUndefined();
  });

  test("role, brands, password and dismissal end a person's sessions at once; a new name does not", async () => {
    await join("marina", "admin");
    const { id } = await join("irina", "manager");
    const { people } = core;
    const events: [string, () => Promise<unknown>][] = [
      ["role", () => people.change(id, { role: "senior" }, ADMIN)],
      ["brands", () => people.change(id, { brands: ["market"] }, ADMIN)],
      ["password", () => people.setPassword(id, PASSWORD, ADMIN)],
      ["dismissal", () => people.setOff(id, ADMIN)],
    ];
    for (const [name, event] of events) {
      const { token } = await signIn("irina");
      await people.change(id, { name: `Ирина ${name}` }, ADMIN);
      expect((await people.person(token))?.name).toBe(`Ирина ${name}`);
      await event();
      expect({ name, person: await people.person(token) }).toEqual({ name, person: undefined });
    }
    expect(await people.signIn({ login: "irina", password: PASSWORD, ...HERE })).toEqual({ refused: "off" });
    await people.setOn(id, ADMIN);
    expect((await signIn("irina")).person.role).toBe("senior");
  });

  test("the last administrator who can get in is neither dismissed nor demoted", async () => {
    const { id } = await join("marina", "admin");
    const idle = await core.people.add({ login: "pavel", role: "admin", brands: null }, ADMIN);
    expect(await refusal(core.people.setOff(id, ADMIN))).toBe("person.last_admin");
    expect(await refusal(core.people.change(id, { role: "viewer" }, ADMIN))).toBe("person.last_admin");
    await core.people.setPassword(idle.id, PASSWORD, ADMIN);
    expect(await core.people.setOff(id, ADMIN)).toBe(true);
    expect(await refusal(core.people.setOff(idle.id, ADMIN))).toBe("person.last_admin");
  });

  test.each([
    ["person.login", { login: "марина" }],
    ["person.login_taken", { login: "MARINA" }],
    ["person.name", { name: " " }],
    ["brand.unknown", { brands: ["other"] }],
    ["person.admin_brands", { role: "admin", brands: ["kids"] }],
  ] as const)("a new person is refused with %s", async (code, wrong) => {
    await join("marina", "admin");
    const person = { login: "irina", role: "manager", brands: null, ...wrong } as const;
    expect(await refusal(core.people.add(person, ADMIN))).toBe(code);
  });
});

describe("sessions", () => {
  test.each([
    ["without use for less than 12 h", false, [12 * HOUR_MS - 1], true],
    ["without use for 12 h", false, [12 * HOUR_MS], false],
    [
      "in use for 7 days",
      false,
      Array<number>(14)
        .fill(12 * HOUR_MS - 1)
        .concat(14),
      false,
    ],
    ["remembered, without use for less than 7 days", true, [7 * DAY_MS - 1], true],
    ["remembered, without use for 7 days", true, [7 * DAY_MS], false],
    ["remembered, in use for less than 30 days", true, [6, 6, 6, 6, 5.9].map((days) => days * DAY_MS), true],
    ["remembered, in use for 30 days", true, [6, 6, 6, 6, 6].map((days) => days * DAY_MS), false],
  ])("a session %s", async (_, remember, pauses, goesOn) => {
    await join("irina", "manager");
    const { token } = await signIn("irina", remember);
    let person: Person | undefined;
    for (const pause of pauses) {
      await clock.advance(pause);
      person = await core.people.person(token);
    }
    expect(person !== undefined).toBe(goesOn);
  });

  test("a use is stored once a minute", async () => {
    await join("irina", "manager");
    const { token, person } = await signIn("irina");
    const begun = clock.now();
    const seen = async (): Promise<number | undefined> => {
      await core.people.person(token);
      return (await core.people.sessionsOf(person.id))[0]?.last_seen_at;
    };
    await clock.advance(MINUTE_MS - 1);
    expect(await seen()).toBe(begun);
    await clock.advance(1);
    expect(await seen()).toBe(begun + MINUTE_MS);
  });

  test("a person ends one of their sessions or all the others", async () => {
    await join("irina", "manager");
    const [here, phone, office] = [await signIn("irina"), await signIn("irina", true), await signIn("irina")];
    const { people } = core;
    const { id } = here.person;
    const other = (await people.sessionsOf(id, phone.token)).find(({ current }) => current);
    expect(await people.endSession(id, other?.id ?? "", ADMIN)).toBe(true);
    expect(await people.person(phone.token)).toBeUndefined();
    expect(await people.endSessions(id, ADMIN, here.token)).toBe(1);
    expect([await people.person(office.token), await people.person(here.token)]).toEqual([undefined, here.person]);
    expect(await people.signOut(here.token)).toBe(true);
    expect(await people.sessionsOf(id)).toEqual([]);
  });
});

describe("one-time links", () => {
  const newcomer = { login: "irina", name: "Ирина", ...HERE };

  test("an invitation makes a person of its own role and brands, once, and is stored only as a hash", async () => {
    await join("marina", "admin");
    const { people } = core;
    const { code, kind } = await people.makeLink({ role: "manager", brands: ["kids"] }, ADMIN);
    expect(kind).toBe("invite");
    const looks = await Promise.all([1, 2, 3].map(() => people.openLink(code, "10.0.0.9")));
    expect(looks.map((link) => link?.brands)).toEqual([["kids"], ["kids"], ["kids"]]);
    const more = { role: "admin", brands: null };
    const both = [1, 2].map(() => refusal(people.redeem(code, PASSWORD, { ...newcomer, ...more })));
    expect((await Promise.all(both)).toSorted()).toEqual(["carried out", "link.gone"]);
    expect(await people.openLink(code, "10.0.0.9")).toBeUndefined();
    const { person } = await signIn("irina");
    expect(person).toEqual({ id: person.id, name: "Ирина", login: "irina", role: "manager", brands: ["kids"] });
    expect(stored()).not.toContain(code);
  });

  test.each([
    ["invite", 72 * HOUR_MS],
    ["password", 15 * MINUTE_MS],
  ] as const)("a link of kind %s works until its time is over", async (kind, lifetime) => {
    await join("marina", "admin");
    const { id } =
      kind === "password"
        ? await join("irina", "manager")
        : await core.people.add({ login: "irina", role: "manager", brands: null }, ADMIN);
    const link = await core.people.makeLink({ userId: id }, ADMIN);
    expect([link.kind, link.expires_at - clock.now()]).toEqual([kind, lifetime]);
    await clock.advance(lifetime - 1);
    expect((await core.people.openLink(link.code, HERE.address))?.login).toBe("irina");
    await clock.advance(1);
    expect(await core.people.openLink(link.code, HERE.address)).toBeUndefined();
    expect(await refusal(core.people.redeem(link.code, PASSWORD, HERE))).toBe("link.gone");
  });

  test("the first administrator's link works for 15 minutes, on this computer, and once there is one no more", async () => {
    const { people } = core;
    const [one, other] = [await people.makeLink("first", ADMIN), await people.makeLink("first", ADMIN)];
    expect(one.expires_at - clock.now()).toBe(15 * MINUTE_MS);
    expect(await people.openLink(one.code, "192.168.1.5")).toBeUndefined();
    expect((await people.openLink(one.code, "::ffff:127.0.0.1"))?.role).toBe("admin");
    const { person } = await people.redeem(one.code, PASSWORD, newcomer);
    expect(person).toMatchObject({ login: "irina", role: "admin", brands: null });
    expect(await refusal(people.redeem(other.code, PASSWORD, { ...newcomer, login: "eve" }))).toBe("link.gone");
    expect(await refusal(people.makeLink("first", ADMIN))).toBe("link.not_first");
  });

  test("a new link, a dismissal and the dismissal of its maker each end a link", async () => {
    await join("marina", "admin");
    const { id } = await join("irina", "manager");
    const { people } = core;
    const pavel = await join("pavel", "admin");
    const early = await people.makeLink({ userId: id }, ADMIN);
    const late = await people.makeLink({ userId: id }, ADMIN);
    const his = await people.makeLink({ role: "admin", brands: null }, "person:pavel");
    const usable = async (): Promise<boolean[]> =>
      Promise.all(
        [early, late, his].map(async ({ code }) => (await people.openLink(code, HERE.address)) !== undefined),
      );
    expect(await usable()).toEqual([false, true, true]);
    await people.setOff(id, ADMIN);
    expect(await usable()).toEqual([false, false, true]);
    await people.setOff(pavel.id, ADMIN);
    expect(await usable()).toEqual([false, false, false]);
    expect(await refusal(people.makeLink({ userId: id }, ADMIN))).toBe("person.off");
    const last = await people.makeLink({ role: "viewer", brands: null }, ADMIN);
    expect((await people.links()).map((link) => link.id)).toEqual([last.id]);
    expect([await people.takeBackLink(last.id, ADMIN), await people.takeBackLink(last.id, ADMIN)]).toEqual([
      true,
      false,
    ]);
    expect(await people.openLink(last.code, HERE.address)).toBeUndefined();
  });
});
