/** Who asks: a bearer token has a name, a role, and perhaps brands that it is limited to. */
import { timingSafeEqual } from "node:crypto";

export const ROLES = ["read", "manager", "admin"] as const;
/** `read` looks, `manager` also decides, `admin` is both for every brand. */
export type Role = (typeof ROLES)[number];

/** As the configuration has it. */
export interface Token {
  name: string;
  token: string;
  role: Role;
  /** Null: all. */
  brands: readonly string[] | null;
}

export type Principal = Omit<Token, "token">;

/** Without any token configured, whoever reaches the address may look; nobody may write. */
const ANYBODY: Principal = { name: "anybody", role: "read", brands: null };

/** @returns undefined when a token is needed and the header has none that is known */
export function principalOf(header: string | undefined, tokens: readonly Token[]): Principal | undefined {
  if (tokens.length === 0) return ANYBODY;
  const found = tokens.filter(({ token }) => isToken(header, token))[0];
  return found && { name: found.name, role: found.role, brands: found.brands };
}

export function mayWrite({ role }: Principal): boolean {
  return role !== "read";
}

/** In constant time: the answer's delay tells nothing about the token. */
function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
