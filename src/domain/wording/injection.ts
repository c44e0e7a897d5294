import { readings } from "./disguise.ts";
import { pattern } from "./russian.ts";
import type { Sentence } from "../sentence.ts";
import type { CheckTexts } from "./check-texts.ts";

const NEAR = "[^.!?\\n]{0,60}";
/** Instructions to an AI that reads the text, which a person would hardly write to a shop. */
const ORDERS = [
  pattern`_(?:игнорир|забуд|отмен|проигнорир|не обращай внимания|не следуй|наруш)\p{L}*${NEAR}_(?:инструкц|правил|указани|промпт|ограничени|команд|сказан|настройк|раньше|предыдущ)`,
  pattern`_(?:ignore|disregard|forget|override|bypass|skip)_${NEAR}_(?:instruction|rule|prompt|above|previous|guideline|check|polic|system|restriction)`,
  pattern`_(?:системн|system|admin|developer|разработчик|администратор)\p{L}*[ \x5f]?(?:сообщени|message|prompt|промпт|команд|instruction|инструкц|note|override|режим|mode|:)`,
  pattern`_(?:ты|вы)_${NEAR}_(?:бот|нейросет|ии|языков\p{L}+ модел|ассистент|модель|gpt)_`,
  pattern`_(?:you are|act as|pretend|roleplay|jailbreak|dan mode|do anything now|developer mode)_`,
  pattern`_(?:нейросет|chatgpt|gpt|чат-?бот|языков\p{L}+ модел|искусственн\p{L}+ интеллект|llm|ии-?(?:ассистент|помощник)?|ai (?:assistant|model|bot))\p{L}*_`,
  pattern`_(?:напиши|ответь|скажи|выведи|повтори|добавь|вставь|укажи|включи|дай|пришли|сгенерируй|составь|опубликуй)(?:те)?_${NEAR}_(?:в ответ|ответ|слово|слова|текст|фраз|дословно|ссылк|промокод|телефон|номер)`,
  pattern`_(?:напиши|ответь|скажи|выведи|повтори|добавь|вставь|составь|опубликуй)(?:те)?_[^.!?\n]{0,30}[«"“]`,
  pattern`_(?:in (?:your|the) (?:reply|answer|response)|reply with|respond with|answer with|output|print|repeat after|write exactly|say exactly|your (?:reply|answer|response) (?:must|should))_`,
  pattern`_(?:твой|ваш) (?:следующий )?ответ (?:должен|обязан|будет|начни)|_(?:начни|закончи)(?:те)? (?:свой )?ответ_|_отвечай(?:те)? (?:только|строго|как|от имени|так)_|_от имени (?:бренда|магазина|другого)`,
  pattern`_(?:одобр|опубликуй|approve|publish|auto-?approve)\p{L}*${NEAR}_(?:ответ|без проверк|автоматич|answer|automatically|without|сразу|этот)`,
  pattern`_(?:sentiment|attention|rating|category|json|answer)_\s{0,5}["”']?\s{0,5}[:=]|_(?:attention|sentiment)_`,
  pattern`_(?:end|конец)[ \x5f](?:buyer|данны|user|data|отзыв|текст)\p{L}*|buyer\x5fdata|<\/?(?:system|user|assistant|s|im\x5fstart|data|отзыв)\b|<\|`,
  /={3,}|`{3}|\[\/?(?:inst|system)\]|#{2}\s{0,20}(?:instruction|system|инструкц|новые)/u,
  pattern`_(?:новые|новая|следующие|скрыт\p{L}+) (?:правила|инструкци|указани|задани)|_new (?:instructions|rules|task)_|_конец (?:отзыва|данных)`,
];

/** Tag characters, or this many zero-width ones, carry a message that people cannot see. */
const HIDDEN = /[\u{E0020}-\u{E007F}]|(?:[\u200B-\u200F\u2060-\u2064\uFEFF]\p{L}?){4,}|[\u202A-\u202E\u2066-\u2069]/u;

/**
 * The part of a buyer's text that addresses an AI rather than the shop: an instruction, a forged message or hidden
 * text. The sentence quotes it for a person; null when there is none. Finding one does not make the rest of the text
 * safe; it only makes sure that a person reads the draft.
 */
export function findInjection(text: string): Sentence<CheckTexts> | null {
  if (HIDDEN.test(text)) return (texts) => texts.hidden_characters;
  const order = findOrder(text);
  return order === null ? null : () => order;
}

/** The first words that give an AI an instruction; null when there are none. */
export function findOrder(text: string): string | null {
  for (const reading of readings(text)) {
    for (const order of ORDERS) {
      const found = order.exec(reading);
      if (found) return found[0].trim().slice(0, 60);
    }
  }
  return null;
}
