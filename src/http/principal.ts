/** Identifies the caller: a bearer token has a name, a role, and possibly brands that it is limited to. */
import { timingSafeEqual } from "node:crypto";

export const ROLES = ["read", "manager", "admin"] as const;
/** `read` may look, `manager` may also decide, `admin` may do both for every brand. */
export type Role = (typeof ROLES)[number];

/** A token as the configuration states it. */
export interface Token {
  name: string;
  token: string;
  role: Role;
  /** The brands the token is limited to; null means all. */
  brands: readonly string[] | null;
}

export type Principal = Omit<Token, "token">;

/** When no token is configured, anyone who reaches the address may look but nobody may write. */
const ANYBODY: Principal = { name: "anybody", role: "read", brands: null };

/** @returns undefined when a token is required and the header has no known one */
export function principalOf(header: string | undefined, tokens: readonly Token[]): Principal | undefined {
  if (tokens.length === 0) return ANYBODY;
  const known = tokens.filter(({ token }) => isToken(header, token))[0];
  return known && { name: known.name, role: known.role, brands: known.brands };
}

export function mayWrite({ role }: Principal): boolean {
  return role !== "read";
}

/** Compares in constant time, so that the response time reveals nothing about the token. */
function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
