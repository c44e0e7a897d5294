/** A marketplace: Wildberries, Ozon, Yandex Market. */
export const PLATFORMS = ["wb", "ozon", "ym"] as const;
export type Platform = (typeof PLATFORMS)[number];

export const ITEM_TYPES = ["review", "question"] as const;
export type ItemType = (typeof ITEM_TYPES)[number];
