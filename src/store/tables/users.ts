/** The people who sign in. */
import type { Selectable } from "kysely";
import type { Person, Role } from "../../domain/access.ts";
import { q, type Reader, type Tx } from "../db.ts";
import type { UsersTable } from "../schema-people.ts";

/** A person as stored. */
export interface User extends Omit<Selectable<UsersTable>, "brands"> {
  brands: readonly string[] | null;
}

export type NewUser = Pick<User, "login" | "name" | "role" | "brands" | "created_by">;
type UserChange = Partial<Pick<User, "name" | "role" | "brands" | "off_at">>;

/** @returns the new person's id */
export function insertUser(tx: Tx, { brands, ...user }: NewUser, now: number): number {
  const insert = q.insertInto("users").values({ ...user, brands: brandsJson(brands), created_at: now });
  return tx.get(insert.returning("id"))?.id ?? 0;
}

export function userOf(reader: Reader, id: number): User | undefined {
  return found(reader.get(q.selectFrom("users").selectAll().where("id", "=", id)));
}

/** @param login in lower case */
export function userByLogin(reader: Reader, login: string): User | undefined {
  return found(reader.get(q.selectFrom("users").selectAll().where("login", "=", login)));
}

/** Everybody, those who are off last, by name. */
export function listUsers(reader: Reader): User[] {
  const query = q.selectFrom("users").selectAll().orderBy("off_at").orderBy("name").orderBy("id");
  return reader.all(query).flatMap((row) => found(row) ?? []);
}

/** Whether the person can get in: not off, and with a password or another way that was used before. */
export function isActive({ off_at, password, last_seen_at }: User): boolean {
  return off_at === null && (password !== null || last_seen_at !== null);
}

/** The people of a role who can get in. */
export function countActive(reader: Reader, role: Role): number {
  return listUsers(reader).filter((user) => user.role === role && isActive(user)).length;
}

export function updateUser(tx: Tx, id: number, { brands, ...change }: UserChange): void {
  const set = { ...change, ...(brands !== undefined && { brands: brandsJson(brands) }) };
  tx.run(q.updateTable("users").set(set).where("id", "=", id));
}

/** @param password a PHC string */
export function savePassword(tx: Tx, id: number, password: string, now: number): void {
  tx.run(q.updateTable("users").set({ password, password_changed_at: now }).where("id", "=", id));
}

export function touchUser(tx: Tx, id: number, now: number): void {
  tx.run(q.updateTable("users").set({ last_seen_at: now }).where("id", "=", id));
}

/** What others may know of a stored person. */
export function personOf({ id, name, login, role, brands }: User): Person {
  return { id, name, login, role, brands };
}

function found(row: Selectable<UsersTable> | undefined): User | undefined {
  return row && { ...row, brands: brandsOf(row.brands) };
}

/** The brands of a stored list. */
export function brandsOf(json: string | null): readonly string[] | null {
  return json === null ? null : (JSON.parse(json) as string[]);
}

/** The brands as they are stored. */
export function brandsJson(brands: readonly string[] | null): string | null {
  return brands && JSON.stringify(brands);
}
