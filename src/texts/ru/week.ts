/** The week of a brand in sentences. Numbers come written. */

export const week = {
  menu: "Неделя словами",
  aside: "То же приходит в понедельник утром. Выбрать, куда, или отключить:",
  nothing: "За эту неделю никто не писал, и ничего не ждёт.",
  title: (brand: string, from: string, to: string): string => `${brand}, неделя ${from} – ${to}`,
  received: (n: string, before: string): string => `Обращений от покупателей: ${n}, неделей раньше ${before}.`,
  ofThese: (urgent: string, questions: string): string => `Из них срочного ${urgent}, вопросов ${questions}.`,
  answered: (n: string, onTime: string): string => `Отвечено ${n}, в срок ${onTime}.`,
  median: (urgent: string, goal: string): string =>
    `Половина срочных ждала ответа не дольше ${urgent} при цели ${goal}.`,
  waiting: (n: string, overdue: string): string => `Сейчас ждут решения ${n}, дольше цели ${overdue}.`,
  sent: (asDrafted: string, edited: string): string => `Ушло как в черновике ${asDrafted}, с правкой ${edited}.`,
  by: (rules: string, people: string): string => `По правилам ушло ${rules}, решили люди ${people}.`,
  rejected: (n: string): string => `Модерация сняла ${n}.`,
  tokens: (n: string): string => `На ответ ушло токенов нейросети: ${n}.`,
  signals: "Заметно за 7 дней",
  worst: "Хуже всего оценены за 7 дней",
  product: (name: string, rating: string, n: string): string => `${name}: ${rating}, отзывов ${n}`,
  retold: (when: string, text: string): string => `Пересказ нейросети, по числам на ${when}: ${text}`,
  example: "Охана Маркет, неделя 23.11 – 29.11: написали 214 раз, отвечено 201, в срок 190, ждут решения 13.",
};
