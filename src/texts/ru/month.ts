/** What the printable report of a month says. */
export const month = {
  menu: "Отчёт за месяц",
  name: (when: string): string => `Отчёт за ${when}`,
  choose: "Месяц",
  allBrands: "Все бренды",
  print: "Печать или PDF: Ctrl+P, выйдет не больше двух листов A4.",
  tiles: {
    answered: "Покупатели видят ответ",
    answeredHint: (seen: string, items: string, ours: string, inCabinet: string): string =>
      `на ${seen} из ${items} написанных за месяц: отсюда ${ours}, из кабинета площадки ${inCabinet}`,
    unanswered: (skipped: string, withdrawn: string): string =>
      `без ответа по решению ${skipped}, удалено на площадке ${withdrawn}`,
    onTime: "Ответ вовремя",
    ofOurs: (part: string, all: string): string => `${part} из ${all} ответов, вышедших отсюда за месяц`,
    rating: "Средняя оценка",
    before: (rating: string): string => `за месяц до этого ${rating}`,
    noBefore: "за месяц до этого оценок нет",
    saved: "Сэкономлено",
  },
  classes: "Ответы, вышедшие отсюда за месяц: время против цели",
  classesHint:
    "Пришло: написано покупателями за месяц. Отвечено: ответы, которые вышли отсюда за месяц, и на написанное раньше; ответы из кабинета площадки сюда не входят.",
  stars: "Оценки покупателей",
  complaints: (n: string, share: string): string => `Жалоб: ${n}, это ${share} написанного.`,
  worst: "На какие товары жаловались",
  worstColumns: {
    product: "Товар",
    rating: "Оценка",
    complaints: "Жалоб",
    about: "На что",
    quotes: "Словами покупателей",
  },
  noComplaints: "За этот месяц ни на один товар не жаловались.",
  takenDown: "Что сняла модерация",
  noReason: "площадка причины не назвала",
  nothingTakenDown: "За этот месяц модерация ничего не сняла.",
  more: (n: string): string => `и ещё ${n}`,
  nothing: "За этот месяц никто не писал и ничего не отправлено.",
};
