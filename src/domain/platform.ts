/** The marketplaces: Wildberries, Ozon, Yandex Market. */
export const PLATFORMS = ["wb", "ozon", "ym"] as const;
export type Platform = (typeof PLATFORMS)[number];
export const PLATFORM_NAMES: Record<Platform, string> = { wb: "Wildberries", ozon: "Ozon", ym: "Yandex Market" };

export const ITEM_TYPES = ["review", "question"] as const;
export type ItemType = (typeof ITEM_TYPES)[number];
