/** What messages say of events. */
import type { AlertKind } from "../../domain/alert/event.ts";
import type { SummaryHow } from "../../domain/alert/plan.ts";
import { plural } from "./plural.ts";

const events = (n: number): string => `${n} ${plural(n, "событие", "события", "событий")}`;

const summary: Record<SummaryHow, (n: number, channel: string) => string> = {
  quiet: (n) => `Пока было тихо: ${events(n)}.`,
  digest: (n) => `Сводка: ${events(n)}.`,
  many: (n) => `Ещё ${n}: сообщений стало слишком много, вот остальное.`,
  outage: (n, channel) => `Пока ${channel} не принимал сообщения: ${events(n)}.`,
};

/** Of each kind, as a summary counts them. */
const counted: Record<AlertKind, string> = {
  danger: "Опасность: здоровье или суд",
  delicate: "Нужен человек: деньги, брак, грубость",
  negative: "Отзывы на 1–2★",
  question: "Вопросы",
  edited_down: "Покупатель снизил оценку",
  handed_on: "Вам передали",
  taken_down: "Модерация сняла ответ",
  refused: "Площадка не приняла ответ",
  gave_up: "Не получилось, нужен человек",
  goal_missed: "Ждут дольше цели",
  product_signal: "Заметно по товарам",
  weekly: "Неделя словами",
  key_ending: "Ключ скоро кончится",
  key_refused: "Площадка не принимает ключ",
  marketplace_away: "Площадка не отвечает",
  marketplace_back: "Площадка снова отвечает",
  ai_away: "Нейросеть не отвечает",
  ai_back: "Нейросеть снова отвечает",
  ai_budget: "Бюджет нейросети на день истрачен",
  daily_cap: "Дневной предел автоответов достигнут",
  backup_old: "Резервная копия устарела",
  channel_off: "Канал оповещений отключён",
  channel_refused: "Канал оповещений не принимает ключ программы",
};

const days = (n: number): string => `${n} ${plural(n, "день", "дня", "дней")}`;

export const alerts = {
  summary,
  counted,
  /** How many of those counted nobody has decided on yet. */
  open: (n: number): string => `ждут решения: ${n}`,
  listed: (id: string): string => `№ ${id}`,
  more: (n: number): string => `и ещё ${n}`,
  /** Binding a chat or a mailbox. */
  binding: {
    mailSubject: "Подтвердите почту для оповещений",
    mail: (code: string): string =>
      `Кто-то попросил присылать сюда оповещения об отзывах. Если это вы, откройте страницу и подтвердите код ${code}. Он действует десять минут. Если не вы, ничего делать не нужно.`,
    mailLink: "Подтвердить на странице",
  },
  /** A message that tells of nothing. */
  trial: {
    subject: "Пробное сообщение",
    text: "Пробное сообщение: сюда придут оповещения об отзывах и вопросах.",
    link: "Мои оповещения",
  },
  toItem: "Открыть",
  toInbox: "Открыть «Входящие»",
  toProduct: "Открыть товар",
  toFigures: "Открыть «Цифры»",
  toCells: "Открыть «Ячейки»",
  toHealth: "Открыть «Состояние программы»",
  channels: { telegram: "мессенджер Telegram", max: "мессенджер MAX", email: "почтовый сервер", webhook: "вебхук" },
  items: { review: "отзывы", question: "вопросы" },
  danger: (id: string): string => `№ ${id}: опасность, здоровье или суд. Ответьте сами.`,
  delicate: (id: string): string => `№ ${id}: нужен человек.`,
  negative: (id: string, rating: number): string => `№ ${id}: отзыв на ${rating}★.`,
  question: (id: string): string => `№ ${id}: вопрос покупателя.`,
  edited_down: (id: string, from: number, to: number): string =>
    `№ ${id}: покупатель снизил оценку, было ${from}★, стало ${to}★.`,
  handed_on: (id: string, by: string, to: string | null): string =>
    `№ ${id}: ${by} передаёт ${to === null ? "старшим" : `(${to})`}.`,
  rule: (name: string): string => `правило «${name}»`,
  handed_on_again: (id: string): string => `№ ${id}: передано и всё ещё ждёт решения.`,
  taken_down: (id: string): string => `№ ${id}: модерация сняла ответ. Исправьте его и отправьте снова.`,
  refused: (id: string): string => `№ ${id}: площадка не приняла ответ. Исправьте его и отправьте снова.`,
  gave_up: (id: string): string => `№ ${id}: программа не справилась, дальше решает человек.`,
  goal_missed: (id: string): string => `№ ${id}: ждёт дольше цели.`,
  product_signal: (product: string, sentence: string): string => `${product}: ${sentence}`,
  key_ending: (account: string, n: number): string =>
    `${account}: ключ кончится через ${days(n)}. Выпустите новый в кабинете площадки и замените в настройках.`,
  key_refused: (account: string): string =>
    `${account}: площадка не принимает ключ. Опрос и ответы этого кабинета ждут нового ключа.`,
  marketplace_away: (account: string, what: string): string =>
    `${account}: площадка не отвечает (${what}). Программа пробует сама, ничего не потеряно.`,
  marketplace_back: (account: string, what: string): string => `${account}: площадка снова отвечает (${what}).`,
  ai_away: "Нейросеть не отвечает. Обращения ждут; на срочные можно ответить самим.",
  ai_back: "Нейросеть снова отвечает.",
  ai_budget: "Бюджет нейросети на сегодня истрачен. Черновики продолжатся завтра.",
  daily_cap: (cap: number): string =>
    `Сегодня ушло ${cap} ответов по правилам, это дневной предел. Остальные уйдут завтра.`,
  backup_old: (last: string | null): string =>
    last === null
      ? "Резервной копии ещё нет. Настройте «reputation backup» по расписанию."
      : `Последняя резервная копия: ${last}. Проверьте, работает ли «reputation backup».`,
  channel_off: (channel: string): string =>
    `Вам больше не приходят сообщения через ${channel}. Свяжите его снова в «Моих оповещениях».`,
  channel_refused: (channel: string): string =>
    `Ключ программы не подходит: ${channel} его не принимает. Сообщения через него ждут нового ключа.`,
};
