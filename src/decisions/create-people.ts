import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Passwords } from "../base/passwords.ts";
import { plainLogin } from "../domain/login.ts";
import type { Config } from "../config/schema.ts";
import type { Db, Tx } from "../store/db.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { listUsers, personOf, userByLogin, userOf, type User } from "../store/tables/users.ts";
import { linksOpen, makeLink, openLink, takeBackLink, useLink, type Newcomer } from "./one-time-links.ts";
import { giveIdentity, signInBy } from "./identities.ts";
import { checkPassword } from "./password-check.ts";
import { addUser, actorOf, changePerson, setOff, setOn, setPassword } from "./people.ts";
import { refused } from "./refused-person.ts";
import {
  countLiveSessions,
  endEverySession,
  endSessions,
  isDueForTouch,
  liveSessions,
  needsTouch,
  noteVouched,
  sessionPerson,
  signOut,
  startSession,
  touch,
  type Device,
} from "./sessions.ts";
import { countTry, forgetTry } from "./sign-in-tries.ts";
import { hashOf } from "../base/secret.ts";

import type { ListedPerson, People, SignedIn, SignInRefused } from "./people-api.ts";

export interface PeopleParts {
  db: Db;
  clock: Clock;
  config: Pick<Config, "brands" | "cells">;
  passwords: Passwords;
  log?: Log | undefined;
}

/** A sign-in waits at most behind so many others; the next are told to come back. */
const MOST_WAITING = 100;
const BUSY_RETRY_MS = 5000;

// oxlint-disable-next-line max-lines-per-function -- a list of short methods over the same parts
export function createPeople(parts: PeopleParts): People {
  const { db, clock, config, passwords, log } = parts;
  const write = { clock, config };

  async function hashed(password: string, whose: Newcomer): Promise<string> {
    checkPassword(password, [whose.login, whose.name], config.brands);
    return passwords.hash(password);
  }

  /** Whether it is the password of the name; every answer takes as long. */
  async function proved(login: string, password: string, { address }: Device): Promise<User | SignInRefused> {
    const attempt = { login, address };
    if (passwords.waiting() >= MOST_WAITING) return { refused: "slow", retryAfterMs: BUSY_RETRY_MS };
    const wait = await db.write((tx) => countTry(tx, attempt, clock.now()));
    if (wait > 0) {
      log?.warn({ address }, "sign-in refused: too many tries");
      return { refused: "slow", retryAfterMs: wait };
    }
    const user = userByLogin(db, login);
    const right = await passwords.verify(password, user?.password);
    if (!right || !user) return refuse("wrong", attempt, user);
    return user.off_at === null ? user : refuse("off", attempt, user);
  }

  /** Begins a session, unless the password or the person was taken back since it was proved. */
  function begin(tx: Tx, { id, password, login }: User, device: Device): SignedIn | SignInRefused {
    const user = userOf(tx, id);
    if (!user || user.password !== password || user.off_at !== null) return { refused: "wrong" };
    forgetTry(tx, { login, address: device.address });
    return { person: personOf(user), token: startSession(tx, write, personOf(user), device) };
  }

  async function refuse(
    why: "wrong" | "off",
    { address }: { address: string },
    user: User | undefined,
  ): Promise<SignInRefused> {
    // An unknown name is not stored: people type passwords into the field for it.
    const after = { why, address, ...(user && { id: user.id, login: user.login }) };
    await db.write((tx) =>
      insertAudit(tx, { actor: "anybody", action: "sign_in_refused", itemId: null, after }, clock.now()),
    );
    log?.warn({ address, ...(user && { login: user.login }) }, `sign-in refused: ${why}`);
    return { refused: why };
  }

  return {
    async signIn({ login: typed, password, ...device }) {
      const login = plainLogin(typed);
      const user = await proved(login, password, device);
      if ("refused" in user) return user;
      const result = await db.write((tx) => begin(tx, user, device));
      log?.info({ login, address: device.address }, "signed in");
      return result;
    },
    async person(token) {
      const now = clock.now();
      const person = sessionPerson(db, token, now);
      // What cannot be written does not keep anybody from reading.
      if (person && needsTouch(db, token, now)) await db.write((tx) => touch(tx, token, now)).catch(() => {});
      return person;
    },
    lookAtSession: async (token) => sessionPerson(db, token, clock.now()),
    async vouched(login, address) {
      const now = clock.now();
      const user = userByLogin(db, plainLogin(login));
      if (!user || user.off_at !== null) return undefined;
      if (isDueForTouch(user.last_seen_at, now))
        await db.write((tx) => noteVouched(tx, user, address, now)).catch(() => {});
      return personOf(user);
    },
    signOut: (token) => db.write((tx) => signOut(tx, write, token)),
    sessionsOf: async (userId, token) => {
      const current = token === undefined ? undefined : hashOf(token);
      return liveSessions(db, userId, clock.now()).map(({ hash, ...rest }) => ({ ...rest, current: hash === current }));
    },
    endSession: async (userId, session, actor) =>
      (await db.write((tx) => endSessions(tx, write, userId, { session }, actor))) > 0,
    endSessions: (userId, actor, exceptToken) =>
      db.write((tx) => endSessions(tx, write, userId, { exceptToken }, actor)),
    endEverySession: (actor) => db.write((tx) => endEverySession(tx, write, actor)),
    async list() {
      const sessions = countLiveSessions(db, clock.now());
      return listUsers(db).map((user) => listed(user, sessions));
    },
    find: async (login) => {
      const user = userByLogin(db, plainLogin(login));
      if (!user)
        throw refused(`there is no person ${login}`, {
          code: "person.unknown",
          hint: "List them with: reputation user list",
        });
      return listed(user, countLiveSessions(db, clock.now()));
    },
    async add(person, actor, password) {
      const phc = password === undefined ? undefined : await hashed(password, person);
      return db.write((tx) => {
        const added = addUser(tx, write, person, actor);
        if (phc !== undefined) setPassword(tx, write, added.id, phc, actor);
        return added;
      });
    },
    change: (id, change, actor) => db.write((tx) => changePerson(tx, write, id, change, actor)),
    setOff: (id, actor) => db.write((tx) => setOff(tx, write, id, actor)),
    setOn: (id, actor) => db.write((tx) => setOn(tx, write, id, actor)),
    makeLink: (whom, actor) => db.write((tx) => makeLink(tx, write, whom, actor)),
    links: async () => linksOpen(db, clock.now()),
    takeBackLink: (id, actor) => db.write((tx) => takeBackLink(tx, write, id, actor)),
    openLink: async (code, address) => openLink(db, code, address, clock.now()),
    async redeem(code, password, { login, name, ...device }) {
      const link = openLink(db, code, device.address, clock.now());
      if (!link) throw refused("the link is unknown, used or too old", { code: "link.gone" });
      const phc = await hashed(password, { login: link.login ?? login, name: link.name ?? name });
      return db.write((tx) => {
        const id = useLink(tx, write, code, device.address, { login, name });
        const person = personOf(userOf(tx, id) as User);
        setPassword(tx, write, id, phc, actorOf(person));
        return { person, token: startSession(tx, write, person, device) };
      });
    },
    signInBy: (identity, device) => db.write((tx) => signInBy(tx, write, identity, device)),
    redeemBy: (code, identity, { login, name, ...device }) =>
      db.write((tx) => {
        const id = useLink(tx, write, code, device.address, { login, name });
        return giveIdentity(tx, write, id, identity, device);
      }),
    async changePassword(id, old, next, device) {
      const { login, name } = userOf(db, id) ?? { login: "", name: "" };
      checkPassword(next, [login, name], config.brands);
      const user = await proved(login, old, device);
      if ("refused" in user) return user;
      const phc = await hashed(next, user);
      return db.write((tx) => {
        const current = userOf(tx, id);
        if (current?.password !== user.password) return { refused: "wrong" };
        setPassword(tx, write, id, phc, actorOf(user));
        return begin(tx, { ...user, password: phc }, device);
      });
    },
    async setPassword(id, password, actor) {
      const phc = await hashed(password, userOf(db, id) ?? {});
      await db.write((tx) => setPassword(tx, write, id, phc, actor));
    },
  };
}

/** @param sessions how many each person has */
function listed(user: User, sessions: ReadonlyMap<number, number>): ListedPerson {
  const { created_at, off_at, last_seen_at, password } = user;
  const has = { has_password: password !== null, sessions: sessions.get(user.id) ?? 0 };
  return { ...personOf(user), created_at, off_at, last_seen_at, ...has };
}
