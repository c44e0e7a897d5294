import { stringify } from "yaml";
import { newToken } from "./http-options.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";

type Settings = Record<string, unknown> & { http?: object };

/**
 * A configuration that works against a sandbox, as YAML; its HTTP interface has a new token.
 * @param settings what differs from the defaults, beside accounts and brands
 */
export function sandboxConfig({ baseUrls, credentials }: Sandbox, { http, ...settings }: Settings): string {
  const { wb, ozon, ym } = credentials;
  const brand = "ohana_market";
  const accounts = [
    { id: "wb-sandbox", platform: "wb", token: wb.token, brand, base_url: baseUrls.wb },
    {
      id: "ozon-sandbox",
      platform: "ozon",
      client_id: ozon.clientId,
      api_key: ozon.apiKey,
      brand,
      base_url: baseUrls.ozon,
    },
    {
      id: "ym-sandbox",
      platform: "ym",
      api_key: ym.apiKey,
      business_id: ym.businessId,
      brand,
      base_url: baseUrls.ym,
    },
  ];
  return stringify({ ...settings, http: { token: newToken(), ...http }, accounts, brands: BRANDS });
}

/** The two invented brands whose clothes the sandbox sells. */
const BRANDS = [
  {
    id: "ohana_market",
    name: "Охана Маркет",
    tone: "стильный, модный",
    signature: "Команда Охана Маркет",
    saved_replies: [
      { name: "Размер: таблица", text: "Замеры каждого размера есть в таблице на карточке товара." },
      { name: "Возврат", text: "{имя}, оформите возврат в личном кабинете, в разделе «Покупки»." },
    ],
    match: { brand_names: ["Охана Маркет"], sku_prefixes: ["OM-"] },
  },
  {
    id: "ohana_kids",
    name: "Охана Кидс",
    tone: "тёплый, заботливый",
    signature: "Ваша Охана Кидс",
    guide: "Возврат и обмен: через личный кабинет, раздел «Покупки», 14 дней. Размеры: таблица замеров на карточке.",
    faq: [
      {
        questions: ["Можно ли вернуть, если не подойдёт размер?", "Если размер не подойдёт, можно вернуть?"],
        answer: "Да, вернуть можно в течение 14 дней через личный кабинет, если сохранены бирки.",
      },
    ],
    match: { brand_names: ["Охана Кидс"], sku_prefixes: ["OK-"] },
  },
];
