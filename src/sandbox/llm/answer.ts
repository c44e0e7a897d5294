import type { Category } from "../../domain/analysis.ts";
import { hashOf } from "../identifiers.ts";
import { analyze } from "./analysis.ts";
import type { Subject } from "./subject.ts";

const SORRY: Record<Category, string> = {
  sizing: "что вещь не подошла вам по размеру",
  quality: "что качество вас подвело",
  delivery: "что доставка испортила впечатление от покупки",
  packaging: "что вещь приехала к вам в таком виде",
  price: "что покупка, на ваш взгляд, не стоит своих денег",
  appearance: "что вещь оказалась не такой, как вы ожидали",
  other: "что покупка вас не порадовала",
};
const SORRY_OPENINGS = [
  "Приносим извинения за то,",
  "Просим извинить нас за то,",
  "Нам очень жаль, и мы просим извинения за то,",
];
const SORRY_CLOSINGS = [
  "Спасибо, что рассказали об этом прямо.",
  "Такие отзывы показывают нам, где мы ошибаемся.",
  "Нам важно знать о таком, спасибо за честность.",
  "Спасибо, что нашли время написать.",
];

const GLAD: Record<Category, string> = {
  sizing: "Рады, что с размером всё сложилось удачно.",
  quality: "Рады, что качество вас не разочаровало.",
  delivery: "Приятно, что покупка добралась до вас без хлопот.",
  packaging: "Приятно, что вы заметили и упаковку.",
  price: "Приятно, что покупка стоит своих денег.",
  appearance: "Рады, что вещь нравится вам и вживую.",
  other: "Рады, что покупка вам понравилась.",
};
const THANKS = ["Спасибо за тёплый отзыв!", "Спасибо, что поделились впечатлением!", "Благодарим за отзыв и оценку!"];
const GLAD_CLOSINGS = ["Носите с удовольствием!", "Пусть вещь служит долго и радует.", "Будем рады видеть вас снова."];

const MIXED = [
  "Спасибо за отзыв и за честную оценку. Приятно, что в целом вещь вам подошла, а замечание для нас полезно.",
  "Благодарим за отзыв! Рады, что вещь пришлась ко двору, и благодарны за замечание.",
  "Спасибо, что написали и о хорошем, и о том, чего не хватило до пяти звёзд.",
];

const REPLIES: Record<Category, string> = {
  sizing:
    "Чтобы не ошибиться с размером, сравните таблицу на карточке товара с замерами вещи, которая хорошо вам сидит.",
  quality: "Состав ткани и правила ухода можно посмотреть в описании товара и на вшитом ярлыке.",
  delivery: "Срок и стоимость доставки видны при оформлении заказа: они зависят от вашего адреса.",
  packaging: "Что входит в комплект, перечислено в описании на карточке товара.",
  price: "Текущую цену и наличие показывает карточка товара.",
  appearance: "Оттенок точнее всего виден на фотографиях при дневном свете; экран может его немного менять.",
  other: "Подробности о товаре собраны в описании на его карточке, просим свериться с ним.",
};
const REPLY_CLOSINGS = [
  "Спасибо за интерес к нашим вещам!",
  "Если что-то останется неясным, спрашивайте.",
  "Удачной покупки!",
];

/**
 * A polite answer that fits type and stars: an apology for 1–3 of them, no promise, no link, nothing the buyer's text
 * asks for. The seed chooses the wording, so the same prompt gives the same answer and another prompt mostly another.
 */
export function writeAnswer(subject: Subject, seed: string): string {
  const category = analyze(subject).category;
  const pick = (variants: readonly string[], salt: string) => variants[hashOf(salt + seed) % variants.length] ?? "";
  return [greet(subject), ...sentences(subject, category, pick)].join(" ");
}

type Pick = (variants: readonly string[], salt: string) => string;

function sentences({ type, rating }: Subject, category: Category, pick: Pick): string[] {
  if (type === "question") return ["Спасибо за вопрос.", REPLIES[category], pick(REPLY_CLOSINGS, "closing")];
  if (rating === null || rating === 4) return [pick(MIXED, "text")];
  if (rating === 5) return [pick(THANKS, "thanks"), GLAD[category], pick(GLAD_CLOSINGS, "closing")];
  return [`${pick(SORRY_OPENINGS, "opening")} ${SORRY[category]}.`, pick(SORRY_CLOSINGS, "closing")];
}

/** Greets by name only when the text looks like a name. */
function greet({ client_name }: Subject): string {
  const isName = /^(?!Покупатель|Пользователь|Клиент|Аноним)[А-ЯЁ][а-яё]{1,14}$/.test(client_name);
  return isName ? `Здравствуйте, ${client_name}!` : "Здравствуйте!";
}
