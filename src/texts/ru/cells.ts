/** What a page over several cells says of them. */
export const cells = {
  away: (names: readonly string[]): string =>
    `${names.length === 1 ? "Магазины ячейки" : "Магазины ячеек"} ${names.map((name) => `«${name}»`).join(", ")} сейчас не отвечают`,
  partly: "Здесь их обращений нет, в числах они не посчитаны. Остальное показано.",
  cardAway: "Обращение сейчас не открыть",
  cardKept: "Ничего не пропало: обращение откроется, когда магазины снова ответят.",
  typed: "Что вы написали",
  again: "Открыть ещё раз",
  notDone: (name: string): string => `Магазины ячейки «${name}» сейчас не отвечают. Ничего не сделано.`,
  unknown: (name: string): string =>
    `Ячейка «${name}» не ответила: неизвестно, принято ли решение. Откройте обращение, прежде чем повторять.`,
  old: (name: string): string => `Ячейка «${name}» этого не умеет: программа там другой версии.`,
  via: (login: string): string => `${login} (общее окно)`,
};
