import { PLATFORM_NAMES, type ItemType, type Platform } from "../../domain/platform.ts";

const PLATFORMS: Record<Platform, string> = { ...PLATFORM_NAMES, ym: "Яндекс Маркет" };
const ITEMS: Record<ItemType, string> = { review: "отзывов", question: "вопросов" };

/** What the feed of the Office dashboard says, in Russian whatever the `locale` (specification, appendix B). */
export const office = {
  department: "Репутация",
  agents: { wb: "WB отзывы", ozon: "Ozon отзывы", ym: "YM отзывы" } satisfies Record<Platform, string>,
  polling: (itemType: ItemType, platform: Platform) => `Опрос ${ITEMS[itemType]} ${PLATFORMS[platform]}`,
  error: (message: string) => `Ошибка: ${message}`,
};
