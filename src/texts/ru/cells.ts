/** What a page over several cells says of them. */
export const cells = {
  menu: "Ячейки",
  name: "Ячейки",
  lead: "Магазины нескольких программ в одном окне. Правила, голос и оповещения у каждой свои: они открываются там, со своим входом.",
  columns: {
    cell: "Ячейка",
    state: "Отвечает",
    accounts: "Кабинеты",
    work: "Работа",
    backup: "Копия базы",
    own: "Её страницы",
  },
  back: "Все ячейки",
  needed: (n: number): string => `Нужен человек: ${n}`,
  read: (time: string): string => `Последний опрос ${time}`,
  notKnown: "Неизвестно, пока не отвечает.",
  isGone: (name: string): string => `Ячейка «${name}» сейчас не отвечает: как у неё дела, неизвестно.`,
  states: { up: "отвечает", slow: "отвечает медленно", down: "не отвечает" },
  version: (version: string): string => `версия ${version}`,
  accountsFine: (n: number): string => `${n}, все читаются`,
  noPages: "Адрес её страниц не указан: http.public_url в её настройках.",
  away: (names: readonly string[]): string =>
    `${names.length === 1 ? "Магазины ячейки" : "Магазины ячеек"} ${names.map((name) => `«${name}»`).join(", ")} сейчас не отвечают`,
  partly: "Здесь их обращений нет, в числах они не посчитаны. Остальное показано.",
  tooMany: (names: readonly string[]): string =>
    `У ${names.map((name) => `«${name}»`).join(", ")} товаров больше, чем помещается в общий список: в нём те, о которых пишут чаще. Выберите бренд или площадку.`,
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
