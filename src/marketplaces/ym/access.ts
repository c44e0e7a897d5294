import { AuthError } from "../../base/errors.ts";
import type { HttpClient } from "../http.ts";
import type { Access } from "../marketplace.ts";
import { ymShops, ymToken } from "./wire.ts";

const EVERYTHING = "ALL_METHODS";

/**
 * Reads the scopes of a Yandex Market key and the cabinet behind it
 * (reference: Yandex Market Partner API, `/v2/auth/token`, `/v2/campaigns`). These keys do not expire.
 * @throws AuthError `auth.role` without a scope for reviews, `auth.business` when the key is another cabinet's
 */
export async function checkYmAccess(http: HttpClient, businessId: number, signal: AbortSignal): Promise<Access> {
  const scopes = await http.read({ method: "POST", path: "/v2/auth/token", reply: ymToken }, signal);
  const warnings = scopeWarnings(scopes);
  const shops = await shopsOf(http, businessId, signal);
  const closed = shops.filter(({ apiAvailability }) => (apiAvailability ?? "AVAILABLE") !== "AVAILABLE");
  if (closed.length === shops.length) {
    warnings.push(
      `Yandex Market has switched the API off for every shop of the cabinet (${closed[0]?.apiAvailability}).`,
    );
  }
  const key = `API key with ${scopes.join(", ") || "no scopes"}`;
  return { seller: shops[0]?.business.name ?? null, key, expiresAt: null, warnings };
}

/** The shops of the configured cabinet. A key belongs to one cabinet, so the first hundred shops tell enough. */
async function shopsOf(http: HttpClient, businessId: number, signal: AbortSignal) {
  const call = { method: "GET", path: "/v2/campaigns", query: { limit: 100 }, reply: ymShops } as const;
  const { campaigns } = await http.read(call, signal);
  const shops = campaigns.filter(({ business }) => business.id === String(businessId));
  if (shops.length > 0) return shops;
  const others = new Map(campaigns.map(({ business }) => [business.id, business.name]));
  const list = [...others].map(([id, name]) => `${id} (${name ?? "no name"})`).join(", ");
  throw new AuthError(`the Yandex Market key does not belong to cabinet ${businessId}`, {
    code: "auth.business",
    hint: list === "" ? "The key reaches no cabinet at all: make a new one." : `Set business_id to ${list}.`,
  });
}

function scopeWarnings(scopes: readonly string[]): string[] {
  const hint = "Make a key with the scopes «Общение с покупателями» and «Просмотр товаров и карточек».";
  if (scopes.includes(EVERYTHING)) return [];
  const warnings: string[] = [];
  if (!scopes.includes("COMMUNICATION")) {
    if (!scopes.includes("ALL_METHODS_READ_ONLY")) {
      throw new AuthError("the Yandex Market key may not read reviews and questions", { code: "auth.role", hint });
    }
    warnings.push(`The key may read but not answer. ${hint}`);
  }
  const reachesProducts = scopes.some((scope) => /^(OFFERS_AND_CARDS_MANAGEMENT|ALL_METHODS)/.test(scope));
  if (!reachesProducts) warnings.push(`The key may not read product names and brands. ${hint}`);
  return warnings;
}
