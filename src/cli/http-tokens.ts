import type { Config } from "../config/schema.ts";
import type { Token } from "../http/principal.ts";

/** The tokens of the HTTP API; `http.token` belongs to the administrator. */
export function tokensOf({ http }: Config): Token[] {
  const admin =
    http.token === undefined ? [] : [{ name: "http.token", token: http.token, role: "admin" as const, brands: null }];
  return [...admin, ...http.tokens.map(({ brands, ...token }) => ({ ...token, brands: brands ?? null }))];
}
