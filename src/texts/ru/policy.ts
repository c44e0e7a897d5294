import type { PolicyTexts } from "../../domain/policy.ts";
import { PLATFORM_NAMES } from "../../domain/platform.ts";
import { categories, sentiments } from "./classes.ts";
import { proof } from "./proof.ts";

/** Why the approval rules decided as they did. */
export const policy: PolicyTexts = {
  no_rules: "Правил нет, ответ ждёт человека.",
  none_fits: "Ни одно правило не подошло, ответ ждёт человека.",
  stopped: "Правила остановлены, ответ ждёт человека.",
  no_answer: "Ответа ещё нет: правила смотрят на готовый черновик.",
  stands: "ответ на этот отзыв уже отправляли; новый текст может заменить его, поэтому нужно решение человека",
  rule: (place, of, name) => `правило ${place} из ${of} «${name}»`,
  decided: (rule, effect) => `Сработало ${rule}: ${effect}.`,
  held: (rule, obstacles) => `Подошло ${rule}, но одобрить нельзя, ответ ждёт человека: ${obstacles}.`,
  effects: {
    approve: "ответ одобрен",
    review: "ответ ждёт человека",
    escalate: "передано ответственному",
    skip: "ответ не нужен, пропущено",
  },
  not_fitting: (rules) => `Не подошли: ${rules}.`,
  unmet: (place, name, condition) => `${place} «${name}»: ${condition}`,
  conditions: {
    platform: "площадка",
    account: "кабинет",
    type: "тип",
    brand: "бренд",
    rating: "оценка",
    sentiment: "тональность",
    category: "тема",
    has_text: "текст",
    has_photo: "фото",
    order_cancelled: "отмена заказа",
    sku: "артикул",
  },
  values: { ...sentiments, ...categories, ...PLATFORM_NAMES, ym: "Яндекс Маркет", review: "отзыв", question: "вопрос" },
  no_stars: "без оценки",
  no_words: "нужных слов нет",
  no_topics: "нет тем для человека",
  topics: (topics) => `есть ${topics}`,
  needs_person: (topics) => `тема для человека (${topics})`,
  attention: {
    safety: "безопасность",
    defect: "брак",
    money: "деньги",
    law: "закон",
    abuse: "оскорбления",
    personal_data: "личные данные",
    unclear: "нейросеть просит посмотреть",
  },
  proof,
  none: "нет",
  yes: "есть",
  no: "нет",
};
