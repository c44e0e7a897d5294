import type { DecisionTexts } from "../../domain/refused-decision.ts";

/** Why a decision is not carried out, in Russian: in one line, what matters first. */
export const decisions: DecisionTexts = {
  "answer.changed": "ответ изменился, пока вы смотрели: прочитайте его ещё раз",
  "answer.length": (length, min, max) =>
    `длина ответа ${length}, а нужно от ${min} до ${max} символов: измените его, клавиша e`,
  "brand.unknown": (brand) => `бренда «${brand}» нет в настройках`,
  "item.archived": "уже в архиве, изменить ничего нельзя",
  "item.brand_known": "бренд уже известен, указывать его не нужно",
  "item.no_answer": "ответа ещё нет: подождите, пока программа его напишет",
  "item.not_editable": (status) => `сейчас менять нельзя: «${status}»; одобренный сначала верните, клавиша u`,
  "item.not_failed": (status) => `ошибки нет, повторять нечего: «${status}»`,
  "item.regenerations": (limit) => `переписано уже ${limit} раз, больше нельзя: напишите сами, клавиша e`,
  "item.sent": "ответ уже отправлен, вернуть нельзя",
  "item.transition": (status) => `так сейчас нельзя: «${status}»`,
  "item.unknown": "этого здесь больше нет: обновите экран, клавиша r",
  "job.duplicate": (job) => `то же самое уже делает задание ${job}`,
  "job.item": (item) => `это работа над #${item}: решайте во входящих`,
  "job.not_over": (state) => `повторить можно только неудавшееся или отменённое, а это: «${state}»`,
  "job.not_waiting": (state) => `отменить можно только то, что ждёт, а это: «${state}»`,
  "job.unknown": "этого задания больше нет: обновите экран, клавиша r",
  "link.gone": "ссылка больше не действует: попросите новую у администратора",
  "link.not_first": "первый администратор уже есть: войдите или попросите у него приглашение",
  "password.common": "такой пароль подберут быстро: возьмите фразу из нескольких слов",
  "password.length": (min, max) => `нужно от ${min} до ${max} знаков, можно фразой`,
  "person.admin_brands": "администратор работает со всеми брендами",
  "person.last_admin": "это последний администратор: сначала назначьте другого",
  "person.login": "имя для входа: от 2 до 64 латинских букв, цифр и знаков . _ - @ +",
  "person.login_taken": (login) => `имя для входа «${login}» уже занято`,
  "person.name": "напишите, как к человеку обращаться, до 80 знаков",
  "person.off": "человек выключен: сначала включите его",
  "person.unknown": "такого человека нет: обновите список",
};
