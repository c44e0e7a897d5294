/**
 * Identifies the program that calls, by its token. The session of a person opens the pages alone: what a browser sends by
 * itself has no rights here, so that no page of another site can use them.
 */
import { timingSafeEqual } from "node:crypto";
import { may } from "../domain/access.ts";

/** `read` may look, `manager` may also decide, `admin` may do both for every brand. */
export type Role = "read" | "manager" | "admin";

/** Who asks. */
export interface Principal {
  name: string;
  role: Role;
  /** The brands the caller is limited to; null means all. */
  brands: readonly string[] | null;
}

/** A token as the configuration states it. */
export interface Token extends Principal {
  token: string;
}

/** @returns undefined when the request has no known token; a session, or a proxy's word, is none */
export function principalOf(request: Request, tokens: readonly Token[]): Principal | undefined {
  const header = request.headers.get("authorization");
  if (header === null) return undefined;
  const known = tokens.filter(({ token }) => isToken(header, token))[0];
  return known && { name: known.name, role: known.role, brands: known.brands };
}

/** The roles of people that the roles of tokens stand for. */
const STANDS_FOR = { read: "viewer", manager: "manager", admin: "admin" } as const;

export function mayWrite({ role }: Principal): boolean {
  return may({ role: STANDS_FOR[role] }, "decide");
}

/**
 * Compares in constant time, so that the response time reveals nothing about the token.
 * @param header of the authorization
 */
export function isToken(header: string, token: string): boolean {
  const given = Buffer.from(header);
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
