import type { Clock } from "../base/clock.ts";
import { DIRECT, type Route } from "../net/route.ts";
import type { AccountConfig } from "../config/schema.ts";
import { ozonDialect, wbDialect, ymDialect } from "./dialects.ts";
import { createHttp } from "./http.ts";
import type { HttpClient, Observed } from "./http.ts";
import { usageInMemory, type Limit, type Usage } from "./limit.ts";
import type { Marketplace } from "./marketplace.ts";
import { createOzon } from "./ozon/adapter.ts";
import { withRecall } from "./recall.ts";
import { decodeWbToken } from "../domain/wb-token.ts";
import { createWb } from "./wb/adapter.ts";
import { createYm } from "./ym/adapter.ts";

/** One account and its key. `baseUrl`: another address of the marketplace (the sandbox, a proxy). */
export type AccountAccess =
  | { platform: "wb"; id: string; token: string; baseUrl?: string | undefined }
  | { platform: "ozon"; id: string; clientId: string; apiKey: string; baseUrl?: string | undefined }
  | { platform: "ym"; id: string; apiKey: string; businessId: number; baseUrl?: string | undefined };

/** The account as the configuration has it. */
export function accessOf(account: AccountConfig): AccountAccess {
  const { id, base_url: baseUrl } = account;
  switch (account.platform) {
    case "wb":
      return { platform: "wb", id, baseUrl, token: account.token };
    case "ozon":
      return { platform: "ozon", id, baseUrl, clientId: account.client_id, apiKey: account.api_key };
    case "ym":
      return { platform: "ym", id, baseUrl, apiKey: account.api_key, businessId: account.business_id };
  }
}

/** A marketplace with its own connections; close it when nothing uses it any more. */
export type ConnectedMarketplace = Marketplace & {
  /** Facts about the connection itself, learned from the replies so far. */
  observed(): Observed;
  /** What is known of the marketplace's clock holds no longer, because ours was set. */
  forgetClock(): void;
  /** Aborts the requests under way and frees the connections. */
  close(): Promise<void>;
};

const WB_URL = "https://feedbacks-api.wildberries.ru";
const WB_COMMON_URL = "https://common-api.wildberries.ru";
const OZON_URL = "https://api-seller.ozon.ru";
const YM_URL = "https://api.partner.market.yandex.ru";

/**
 * 3 a second with a burst of 6, as a sliding window: 6 in any 2 seconds. A little longer, because requests do not
 * take the same time to arrive.
 */
const WB_LIMIT: Limit = { starts: 6, perMs: 2100, parallel: 6 };
/** 5 an hour, burst 1: one in 12 minutes. */
const WB_BASIC_LIMIT: Limit = { starts: 1, perMs: 12 * 60_000 + 1000, parallel: 1 };
const OZON_LIMIT: Limit = { starts: 50, perMs: 1050, parallel: 8 };
/** 4 at a time; the hourly limits are the methods' own and come back as 420. */
const YM_LIMIT: Limit = { starts: 50, perMs: 1000, parallel: 4 };

interface Surroundings {
  clock: Clock;
  /** The record of how much of its limits the account has used; without it the record is kept in memory. */
  usage?: Usage;
  /** How requests leave this machine; directly unless told otherwise. */
  route?: Route;
}

/** Connects to an account's marketplace: one set of connections and one rate limit for each account. */
export function createMarketplace(access: AccountAccess, surroundings: Surroundings): ConnectedMarketplace {
  switch (access.platform) {
    case "wb":
      return connectWb(access, surroundings);
    case "ozon":
      return connectOzon(access, surroundings);
    case "ym":
      return connectYm(access, surroundings);
  }
}

function connectWb(
  { token, baseUrl }: Extract<AccountAccess, { platform: "wb" }>,
  { clock, usage = usageInMemory(), route = DIRECT }: Surroundings,
): ConnectedMarketplace {
  const decoded = decodeWbToken(token);
  const isBasic = decoded.kind === "basic";
  const limit = isBasic ? WB_BASIC_LIMIT : WB_LIMIT;
  const headers = { Authorization: token };
  const http = createHttp({
    clock,
    dialect: wbDialect,
    baseUrl: baseUrl ?? WB_URL,
    headers,
    secret: token,
    limit,
    usage,
    route,
  });
  const wb = createWb({ http, clock, token: decoded, sellerInfoUrl: baseUrl ?? WB_COMMON_URL });
  return closable(isBasic ? withRecall(wb, clock) : wb, http);
}

function connectOzon(
  access: Extract<AccountAccess, { platform: "ozon" }>,
  { clock, usage = usageInMemory(), route = DIRECT }: Surroundings,
): ConnectedMarketplace {
  const { clientId, apiKey, baseUrl = OZON_URL } = access;
  const headers = { "Client-Id": clientId, "Api-Key": apiKey };
  const http = createHttp({
    clock,
    dialect: ozonDialect,
    baseUrl,
    headers,
    secret: apiKey,
    limit: OZON_LIMIT,
    usage,
    route,
  });
  return closable(createOzon({ http, clock }), http);
}

function connectYm(
  access: Extract<AccountAccess, { platform: "ym" }>,
  { clock, usage = usageInMemory(), route = DIRECT }: Surroundings,
): ConnectedMarketplace {
  const { apiKey, businessId, baseUrl = YM_URL } = access;
  const headers = { "Api-Key": apiKey };
  const http = createHttp({
    clock,
    dialect: ymDialect,
    baseUrl,
    headers,
    secret: apiKey,
    limit: YM_LIMIT,
    usage,
    route,
  });
  return closable(createYm({ http, clock, businessId }), http);
}

function closable(marketplace: Marketplace, http: HttpClient): ConnectedMarketplace {
  return {
    ...marketplace,
    observed: () => http.observed(),
    forgetClock: () => http.forgetClock(),
    close: () => http.close(),
  };
}
