/** What the page about the program's state says. */
export const health = {
  name: "Состояние программы",
  fine: "Всё работает, делать ничего не нужно.",
  paused: (what: string, when: string, by: string): string => `На паузе с ${when} (${by}): ${what}.`,
  goOn: "Включить на странице «Правила»",
  askAdmin: "Чтобы включить, скажите администратору.",
  lanes: { publish: "отправка", poll: "опрос", ai: "нейросеть", alerts: "оповещения", system: "служебные работы" },
  late: (account: string, what: string, last: string): string =>
    `${account}: ${what} не читаются, последний раз ${last}. Новые обращения оттуда не приходят.`,
  failing: (account: string, what: string): string =>
    `${account}: ${what} Новые обращения и ответы ждут, ничего не потеряно; программа пробует сама.`,
  neverRead: "ни разу",
  clockAhead: (time: string): string =>
    `Часы компьютера спешат на ${time}. Исправьте их: пока они врут, старое не уходит в архив.`,
  clockBehind: (time: string): string =>
    `Часы компьютера отстают на ${time}. Исправьте их: пока они врут, старое не уходит в архив.`,
  quarantined: (n: string): string =>
    `Не удалось прочитать: ${n}. Посмотрите в кабинете площадки, нет ли обращений, которых здесь нет.`,
  open: (n: string): string => `Проверяем, дошли ли ответы: ${n}. Делать ничего не нужно.`,
  accounts: "Кабинеты",
  columns: { account: "Кабинет", link: "Связь", polled: "Опрос", key: "Ключ" },
  acts: "Действия",
  pollNow: "Опросить",
  never: "ещё не было",
  fetched: (n: string): string => `прочитано ${n}`,
  left: (span: string): string => `ещё ${span}`,
  program: "Программа",
  up: (span: string): string => `работает ${span}`,
  queue: "Очередь",
  jobs: (now: string, later: string): string => `${now} в работе и ждут, ${later} на потом`,
  failed: (n: string): string => `не удалось за сутки: ${n}`,
  ai: "Нейросеть",
  tokens: (n: string): string => `${n} токенов сегодня`,
  backup: {
    name: "Копия базы",
    made: (span: string): string => `сделана ${span} назад`,
    none: "ещё не сделана",
    unknown: "Папка с копиями отсюда не видна.",
    how: "Администратор: запускайте reputation backup каждую ночь.",
  },
  channels: {
    names: { telegram: "Telegram", max: "MAX", email: "Почта", webhook: "Вебхуки" },
    name: (channel: string): string => `Оповещения: ${channel}`,
    sent: (n: string, last: string | null): string =>
      `ушло за сутки: ${n}${last === null ? "" : `, последнее в ${last}`}`,
    waiting: (n: string): string => `ждут отправки: ${n}`,
    gaveUp: (n: string): string => `не дошло за сутки: ${n}`,
    away: (time: string): string => `не отвечает с ${time}`,
    how: "Сообщения ждут и придут сводкой. Администратор: reputation doctor назовёт причину.",
    alarm: (channel: string, time: string): string =>
      `Оповещения, ${channel}: не отвечает с ${time}. Сообщения ждут, ничего не потеряно; программа пробует сама.`,
  },
  sent: "Ответы",
  sent24: (n: string): string => `опубликовано за сутки: ${n}`,
  unsent: (n: string): string => `Не отправились: ${n}`,
};
