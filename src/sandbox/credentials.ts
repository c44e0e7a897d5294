import type { Clock } from "../base/clock.ts";
import { uuid } from "./identifiers.ts";

/** What the simulated marketplaces and the LLM accept; `more` are the further cabinets, by what tells them apart. */
export interface Credentials {
  wb: { token: string; more: ReadonlySet<string> };
  ozon: { clientId: string; apiKey: string; more: ReadonlySet<string> };
  ym: { apiKey: string; businessId: number; more: ReadonlySet<number> };
  llm: { apiKey: string };
}

/** The simulated cabinet: who the seller is at each marketplace. */
export const SELLER = {
  name: "Охана Маркет",
  legalName: "ООО «Охана»",
  inn: "7700000000",
  ogrn: "1027700000000",
  wbSellerId: "3f6b1c52-9d0e-4e57-8a41-b7c20d95e013",
} as const;

const DAY_S = 86_400;
/** Bit of the category "Questions and reviews" in `s` (reference: WB API, tokens). */
const REVIEWS_BIT = 1 << 7;
const BASIC = 1;
const PERSONAL = 3;

/** How the sandbox is asked for credentials. */
export interface Wanted {
  wbBasic?: boolean | undefined;
  /** How many further cabinets each marketplace has. They show the same shop. */
  moreCabinets?: number | undefined;
}

const OZON_CLIENT = 836_214;
const YM_BUSINESS = 987_654;

/** Fresh credentials: the WB tokens are valid for 180 days from now, the others carry no date of their own. */
export function createCredentials(clock: Clock, { wbBasic = false, moreCabinets = 0 }: Wanted = {}): Credentials {
  const exp = Math.floor(clock.now() / 1000 / DAY_S) * DAY_S + 180 * DAY_S;
  const acc = wbBasic ? BASIC : PERSONAL;
  const more = <T>(cabinet: (n: number) => T): Set<T> => {
    return new Set(Array.from({ length: moreCabinets }, (_, i) => cabinet(i + 1)));
  };
  return {
    wb: {
      token: createWbToken(exp, acc, SELLER.wbSellerId),
      more: more((n) => createWbToken(exp, acc, uuid(`seller ${n}`))),
    },
    ozon: {
      clientId: String(OZON_CLIENT),
      apiKey: "5a9d3c1e-7f42-4d0b-9b1a-6c8e2f4d7a10",
      more: more((n) => String(OZON_CLIENT + n)),
    },
    ym: {
      apiKey: "ACMA:sandbox8pQ2vLr5Wd0Ks7Xb4Nf1Hz6Ty3Gm9Jc:5e1d7a42",
      businessId: YM_BUSINESS,
      more: more((n) => YM_BUSINESS + n),
    },
    llm: { apiKey: "sk-sandbox-0f4b8c2e6a19" },
  };
}

function createWbToken(exp: number, acc: number, sellerId: string): string {
  const header = { alg: "ES256", kid: "sandbox", typ: "JWT" };
  const payload = {
    acc,
    exp,
    for: "self",
    id: "01930000-0000-7000-8000-000000000001",
    s: REVIEWS_BIT,
    sid: sellerId,
    t: false,
  };
  return [encode(JSON.stringify(header)), encode(JSON.stringify(payload)), encode("not signed: sandbox")].join(".");
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/** Why WB's gateway refuses an `Authorization` header; null when it lets it pass. */
export function wbTokenProblem(
  header: string | undefined,
  { token, more }: Credentials["wb"],
  now: number,
): WbTokenProblem | null {
  const given = header?.replace(/^Bearer\s+/i, "") ?? "";
  if (given === "") return { status: 401, detail: "empty Authorization header" };
  const claims = readClaims(given);
  if (claims === null) return { status: 401, detail: "token problem; token is malformed" };
  if (typeof claims.s === "number" && (claims.s & REVIEWS_BIT) === 0) {
    return { status: 403, detail: "scope is not allowed for this resource" };
  }
  if (typeof claims.exp === "number" && claims.exp * 1000 <= now) {
    return { status: 401, detail: "token problem; token is expired" };
  }
  return given === token || more.has(given)
    ? null
    : { status: 401, detail: "token problem; token signature is invalid" };
}

/** The status of a refusal and its reason, for the body. */
export interface WbTokenProblem {
  status: 401 | 403;
  detail: string;
}

function readClaims(token: string): { s?: unknown; exp?: unknown } | null {
  const [, payload, , ...rest] = token.split(".");
  if (payload === undefined || rest.length > 0) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return typeof claims === "object" && claims !== null ? claims : null;
  } catch {
    return null;
  }
}
