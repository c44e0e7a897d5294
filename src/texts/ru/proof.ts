import type { ProofTexts } from "../../domain/proof/proof-texts.ts";

/** Why a draft does not go out without a person. */
export const proof: ProofTexts = {
  hidden: "в тексте покупателя есть невидимые или нарисованные знаки",
  other_script: (piece) => `в тексте покупателя не только русские буквы («${piece}»)`,
  other_language: (piece) => `текст покупателя не весь по-русски («${piece}»)`,
  mixed_word: (piece) => `в тексте покупателя есть слово из разных букв или цифр («${piece}»)`,
  encoded: (piece) => `в тексте покупателя есть что-то зашифрованное («${piece}»)`,
  garbled: (piece) => `слова покупателя не похожи на русские («${piece}»)`,
  spaced_out: (piece) => `в тексте покупателя буквы стоят порознь («${piece}»)`,
  request: (piece) => `покупатель о чём-то просит или спрашивает («${piece}»)`,
  delicate: (piece) => `на такое отвечает человек («${piece}»)`,
  complaint: (piece) => `оценка хорошая, а в тексте есть недовольство («${piece}»)`,
  not_ordinary: (piece) => `в отзыве есть слово не из обычных жалоб («${piece}»)`,
  no_stars: "у отзыва нет оценки",
  low_stars: (stars) => `на ${stars}★ правило отвечает само, только если в нём прямо сказано «до 3★» или ниже`,
  new_word: (piece) => `в черновике есть слово не из безобидных («${piece}»)`,
  negation: (piece) => `в черновике есть отрицание («${piece}»)`,
  proper_name: (piece) => `в черновике есть имя или название («${piece}»)`,
  not_mentioned: (piece) => `в черновике есть то, о чём покупатель не писал («${piece}»)`,
  markup: (piece) => `в черновике есть разметка или знаки («${piece}»)`,
  familiar: (piece) => `черновик обращается на «ты» («${piece}»)`,
  repeats: (piece) => `черновик повторяется («${piece}»)`,
  line_breaks: "строки или предложения черновика разбиты странно",
  no_apology: "в черновике нет извинения, а оценка низкая",
  needless_apology: "черновик извиняется, а оценка высшая",
};
