import type { Platform } from "../../src/domain/platform.ts";
import { createMarketplace } from "../../src/marketplaces/create.ts";
import type { AccountAccess } from "../../src/marketplaces/create.ts";
import type { Delivery, ItemRef } from "../../src/marketplaces/marketplace.ts";
import { DAY, NOW, quickClock } from "./quick-clock.ts";

/** A WB token with these claims, signed by nobody. */
export function wbToken(claims: Record<string, unknown> = {}): string {
  const payload = { acc: 3, exp: (NOW + 100 * DAY) / 1000, for: "self", s: 642, t: false, ...claims };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [encode({ alg: "ES256", typ: "JWT" }), encode(payload), "c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0"].join(".");
}

/** A send for which no place was kept and nothing is checked before it leaves. */
export const AT_ONCE: Delivery = { place: { at: null }, lastCheck: () => undefined };

export const OZON_KEY = "0f3c1d2e-1111-4222-8333-444455556666";
export const YM_KEY = "ACMA:verySecretKeyOfTheCabinet:5e1d7a42";

/** An account at a server of the test's own, and the secret that must not show up. */
function accountAt(platform: Platform, baseUrl: string, token = wbToken()): { access: AccountAccess; secret: string } {
  switch (platform) {
    case "wb":
      return { access: { platform, id: "a", token, baseUrl }, secret: token };
    case "ozon":
      return { access: { platform, id: "a", clientId: "836214", apiKey: OZON_KEY, baseUrl }, secret: OZON_KEY };
    case "ym":
      return { access: { platform, id: "a", apiKey: YM_KEY, businessId: 987654, baseUrl }, secret: YM_KEY };
  }
}

/** An adapter connected to a server of the test's own. */
export function adapterAt(platform: Platform, baseUrl: string, token?: string) {
  const clock = quickClock();
  const { access, secret } = accountAt(platform, baseUrl, token);
  const marketplace = createMarketplace(access, { clock });
  return { clock, marketplace, secret, [Symbol.asyncDispose]: () => marketplace.close() };
}

export const REVIEW: ItemRef = { itemType: "review", externalId: "187654321", raw: {} };
export const QUESTION: ItemRef = { itemType: "question", externalId: "33100456", raw: { sku: 646399170 } };
