/** Who works with the program: adding people, their role and brands, their password, their dismissal and return. */
import type { Config } from "../config/schema.ts";
import { isLogin, plainLogin } from "../domain/login.ts";
import type { Person, Role } from "../domain/access.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import type { Tx } from "../store/db.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { endLinks } from "../store/tables/one-time-links.ts";
import { deleteSessionsOf } from "../store/tables/sessions.ts";
import {
  countActive,
  insertUser,
  isActive,
  personOf,
  savePassword,
  updateUser,
  userByLogin,
  userOf,
  type User,
} from "../store/tables/users.ts";
import type { Parts } from "./parts.ts";
import { refused } from "./refused-person.ts";

export interface NewPerson {
  login: string;
  /** By default the login. */
  name?: string | undefined;
  role: Role;
  /** The ids of brands; null: all. */
  brands: readonly string[] | null;
}

export type PersonChange = Partial<Pick<NewPerson, "name" | "role" | "brands">>;

type PeopleParts = Pick<Parts, "clock"> & { config: Pick<Config, "brands" | "cells"> };

const LONGEST_NAME = 80;

/** `person:anna`: how a person stands in the audit log. */
export function actorOf({ login }: Pick<Person, "login">): string {
  return `person:${login}`;
}

/** Whom a deed concerns, for the audit log; nothing when it is they who have done it. */
export function whose({ login }: Pick<Person, "login">, actor: string | undefined): { person?: string } {
  return actor === undefined ? {} : { person: login };
}

/** @throws RefusedDecision `person.login`, `person.login_taken`, `person.name`, `person.admin_brands`, `brand.unknown` */
export function addUser(tx: Tx, parts: PeopleParts, person: NewPerson, actor: string): Person {
  const login = plainLogin(person.login);
  if (!isLogin(login)) throw refused(`"${login}" cannot be a sign-in name`, { code: "person.login" });
  if (userByLogin(tx, login)) {
    throw new RefusedDecision(`there is a person ${login} already`, {
      code: "person.login_taken",
      say: ({ decisions }) => decisions["person.login_taken"](login),
      hint: `A sign-in name is never given to another person: reputation user on ${login}`,
    });
  }
  const rights = { role: person.role, brands: person.brands };
  checkRights(parts, rights);
  const now = parts.clock.now();
  const name = nameOf(person.name ?? login);
  const id = insertUser(tx, { login, name, ...rights, created_by: actor }, now);
  insertAudit(tx, { actor, action: "person_add", itemId: null, after: { id, login, name, ...rights } }, now);
  return personOf(requireUser(tx, id));
}

/**
 * Changes the name, the role or the brands; who becomes an administrator gets all brands. With other rights all sessions
 * end.
 * @throws RefusedDecision `person.last_admin`, `person.unknown` and those of `addUser`
 */
export function changePerson(tx: Tx, parts: PeopleParts, id: number, change: PersonChange, actor: string): Person {
  const user = requireUser(tx, id);
  const { name, role, brands } = user;
  const before = { name, role, brands };
  const nextRole = change.role ?? role;
  const kept = nextRole === "admin" ? null : brands;
  const after = {
    name: change.name === undefined ? name : nameOf(change.name),
    role: nextRole,
    brands: change.brands === undefined ? kept : change.brands,
  };
  if (same(before, after)) return personOf(user);
  checkRights(parts, after);
  if (after.role !== "admin") keepAnAdmin(tx, user);
  const now = parts.clock.now();
  updateUser(tx, id, after);
  if (!same({ role, brands }, { role: after.role, brands: after.brands })) {
    deleteSessionsOf(tx, id);
    if (after.role !== "admin") endLinks(tx, { createdBy: actorOf(user) });
  }
  insertAudit(tx, { actor, action: "person_change", itemId: null, before: { id, ...before }, after }, now);
  return personOf({ ...user, ...after });
}

/**
 * Dismisses a person: all sessions end, links are void, nobody signs in under the name.
 * @returns whether anything was changed
 * @throws RefusedDecision `person.last_admin`, `person.unknown`
 */
export function setOff(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, actor: string): boolean {
  const user = requireUser(tx, id);
  if (user.off_at !== null) return false;
  keepAnAdmin(tx, user);
  const now = clock.now();
  updateUser(tx, id, { off_at: now });
  deleteSessionsOf(tx, id);
  endLinks(tx, { userId: id });
  endLinks(tx, { createdBy: actorOf(user) });
  insertAudit(tx, { actor, action: "person_off", itemId: null, after: { id, login: user.login } }, now);
  return true;
}

/** Lets a dismissed person in again. @returns whether anything was changed */
export function setOn(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, actor: string): boolean {
  const user = requireUser(tx, id);
  if (user.off_at === null) return false;
  updateUser(tx, id, { off_at: null });
  insertAudit(tx, { actor, action: "person_on", itemId: null, after: { id, login: user.login } }, clock.now());
  return true;
}

/**
 * Stores a password that has been checked. All sessions end and all links are void.
 * @param phc the hash
 */
export function setPassword(tx: Tx, { clock }: Pick<Parts, "clock">, id: number, phc: string, actor: string): void {
  const { login } = requireUser(tx, id);
  const now = clock.now();
  savePassword(tx, id, phc, now);
  deleteSessionsOf(tx, id);
  endLinks(tx, { userId: id });
  insertAudit(tx, { actor, action: "password_set", itemId: null, after: { id, login } }, now);
}

/** @throws RefusedDecision `person.unknown` */
export function requireUser(tx: Tx, id: number): User {
  const user = userOf(tx, id);
  if (!user)
    throw refused(`there is no person ${id}`, { code: "person.unknown", hint: "List them with: reputation user list" });
  return user;
}

/** @throws RefusedDecision `brand.unknown`, `person.admin_brands` */
export function checkRights(
  { config }: Pick<PeopleParts, "config">,
  { role, brands }: Pick<Person, "role" | "brands">,
): void {
  // Who may give rights to others has none that could be kept from them.
  if (role === "admin" && brands !== null)
    throw refused("an administrator works for all brands", {
      code: "person.admin_brands",
      hint: "Leave the brands out.",
    });
  // A hub learns from its cells which brands there are, and each of them may be away.
  if (config.cells) return;
  const unknown = brands?.find((brand) => !config.brands.some(({ id }) => id === brand));
  if (unknown === undefined) return;
  throw new RefusedDecision(`there is no brand "${unknown}"`, {
    code: "brand.unknown",
    say: ({ decisions }) => decisions["brand.unknown"](unknown),
    hint: `The brands: ${config.brands.map(({ id }) => id).join(", ")}`,
  });
}

/** @throws RefusedDecision `person.name` */
function nameOf(typed: string): string {
  const name = typed.trim().replace(/\s+/g, " ");
  if (name === "" || name.length > LONGEST_NAME)
    throw refused("a name has 1 to 80 characters", { code: "person.name" });
  return name;
}

/** @throws RefusedDecision `person.last_admin` when the person is the last administrator who can get in */
function keepAnAdmin(tx: Tx, user: User): void {
  if (user.role === "admin" && isActive(user) && countActive(tx, "admin") <= 1)
    throw refused(`${user.login} is the last administrator`, {
      code: "person.last_admin",
      hint: "Make another one first: reputation user add",
    });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
