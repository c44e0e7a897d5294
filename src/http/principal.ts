/** Identifies the caller: a token for a program, or the session of a person; each has a role, and possibly brands. */
import { timingSafeEqual } from "node:crypto";
import { may } from "../domain/access.ts";

/** `read` may look, `manager` may also decide, `admin` may do both for every brand. */
export type Role = "read" | "manager" | "admin";

/** Who asks. */
export interface Principal {
  /** A program with a token of the configuration, or a person who has signed in. The audit names both with it. */
  kind: "token" | "person";
  name: string;
  role: Role;
  /** The brands the caller is limited to; null means all. */
  brands: readonly string[] | null;
}

/** A token as the configuration states it. */
export interface Token extends Omit<Principal, "kind"> {
  token: string;
}

/** Finds the person whose session the request carries; undefined when it carries none that is valid. */
export type FindPerson = (request: Request) => Principal | undefined;

/**
 * A request with an `Authorization` header has the token's rights and no others, whatever else it carries.
 * @returns undefined when the request has neither a known token nor a session
 */
export function principalOf(
  request: Request,
  tokens: readonly Token[],
  personOf: FindPerson | undefined,
): Principal | undefined {
  const header = request.headers.get("authorization");
  if (header === null) return personOf?.(request);
  const known = tokens.filter(({ token }) => isToken(header, token))[0];
  return known && { kind: "token", name: known.name, role: known.role, brands: known.brands };
}

/** The roles of people that the roles of tokens stand for. */
const STANDS_FOR = { read: "viewer", manager: "manager", admin: "admin" } as const;

export function mayWrite({ role }: Principal): boolean {
  return may({ role: STANDS_FOR[role] }, "decide");
}

/** Compares in constant time, so that the response time reveals nothing about the token. */
function isToken(header: string, token: string): boolean {
  const given = Buffer.from(header);
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
