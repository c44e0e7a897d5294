import type { Platform } from "../../domain/platform.ts";

/** One cabinet as `init` learns of it. */
export interface Shop {
  platform: Platform;
  /** Ozon's client id or Yandex Market's business id; undefined: from the environment, or not known yet. */
  number?: string;
  /** The key as typed: it goes into a file of its own. */
  typed?: string;
  /** A file that has the key already. */
  file?: string;
  baseUrl?: string;
}

interface Kind {
  /** What the seller has to make in the cabinet. */
  needs: string;
  /** The configuration's key of the secret, and the variable that gives it. */
  secret: "token" | "api_key";
  env: string;
  /** The number beside the key; without a variable that may give it later it has to be told. */
  number?: { key: "client_id" | "business_id"; words: string; where: string; option: string; env?: string };
}

/** What each marketplace wants of a seller. Reference: the marketplaces' help on keys; `docs/marketplaces.md`. */
export const KINDS: Record<Platform, Kind> = {
  wb: {
    needs: 'a personal token, category "Questions and reviews", with write access',
    secret: "token",
    env: "WB_API_TOKEN",
  },
  ozon: {
    needs: "an API key with the roles for reviews and questions",
    secret: "api_key",
    env: "OZON_API_KEY",
    number: {
      key: "client_id",
      words: "client id",
      where: "It stands beside the keys, on the page Seller API of the cabinet's settings",
      option: "--ozon-client-id",
      env: "OZON_CLIENT_ID",
    },
  },
  ym: {
    needs: "an API key with the scope communication",
    secret: "api_key",
    env: "YM_API_KEY",
    number: {
      key: "business_id",
      words: "business id",
      where:
        "It is the number in the address of the cabinet (partner.market.yandex.ru/business/NUMBER/…), and stands on the page of its settings that has the API keys",
      option: "--ym-business-id",
    },
  },
};

/** Ozon's client ids and Yandex Market's business ids are numbers. */
export function isCabinetNumber(word: string): boolean {
  return /^[1-9]\d{0,14}$/.test(word);
}

/** The variables that have to give what is not known otherwise. */
export function variablesOf({ platform, typed, file, number }: Shop): string[] {
  const { env, number: beside } = KINDS[platform];
  const key = typed === undefined && file === undefined ? [env] : [];
  return beside?.env !== undefined && number === undefined ? [...key, beside.env] : key;
}

/** The account's name in the configuration. */
export function idOf({ platform }: Shop): string {
  return `${platform}-main`;
}

/** Where the token that `init` makes for the HTTP interface is kept, relative to the configuration. */
export const HTTP_TOKEN_FILE = "secrets/http";

/** Where a typed key is kept, relative to the configuration. */
export function secretFile(shop: Shop): string {
  return `secrets/${idOf(shop)}`;
}
