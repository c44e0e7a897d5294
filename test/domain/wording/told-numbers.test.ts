import { expect, test } from "vitest";
import { tellsOnlyNumbersOf } from "../../../src/domain/wording/told-numbers.ts";

const SOURCE =
  "Обращений от покупателей: 1\u00a0284, неделей раньше 31. Половина срочных ждала не дольше 2 ч 10 мин. «Мох»: 4,2, пятна на ткани.";

test.each([
  "Покупатели написали 1284 раза, неделей раньше 31.",
  "Написали 1 284 раза; у «Мох» 4.2, жалуются на пятна. Половина ждала до 2 ч.",
  "Неделя спокойная, семья довольна, старый вопрос решён.",
])("what the source has is told: %s", (text) => {
  expect(tellsOnlyNumbersOf(text, SOURCE)).toBe(true);
});

test.each([
  "Покупатели написали 1285 раз.",
  "Написали 284 раза.",
  "Написали на 41 больше, 1284 раза.",
  "Написали вдвое чаще.",
  "Написали тридцать один раз.",
  "Треть отзывов плохие, из 31.",
  "Оценка 4,25 у «Мох».",
  "31 % отзывов плохие.",
  "Стало больше на несколько процентов.",
])("what the source has not is no number of it: %s", (text) => {
  expect(tellsOnlyNumbersOf(text, SOURCE)).toBe(false);
});
