/** Russian first names with the short forms people sign with, then those of Russia's other peoples and neighbours. */
const CYRILLIC = new Set(
  `Александр Александра Саша Шура Алексей Алёша Лёша Алексия Алина Алиса Алла Альбина Альберт Анастасия Настя Анатолий
  Толя Ангелина Андрей Анжела Анжелика Анна Аня Анюта Анечка Антон Антонина Тоня Ариадна Арина Аркадий Арсений Артём
  Тёма Артур Богдан Борис Боря Вадим Валентин Валентина Валя Валерий Валерия Лера Варвара Варя Василий Вася Василиса Вера
  Вероника Ника Виктор Витя Виктория Вика Виолетта Виталий Виталина Виталия Влад Влада Владимир Вова Володя Владислав
  Владислава Всеволод Сева Вячеслав Слава Галина Галя Геннадий Гена Георгий Гоша Жора Герман Глеб Григорий Гриша Давид Дана
  Данила Даниил Данил Дарина Дарья Даша Демид Демьян Денис Диана Дина Дмитрий Дима Митя Ева Евгений Евгения Женя Евдокия
  Егор Екатерина Катя Катерина Катюша Елена Лена Алёна Леночка Елизавета Лиза Елисей Есения Ефим Жанна Захар Зинаида
  Зина Зоя Иван Ваня Игнат Игорь Илона Илья Инга Инесса Инна Иннокентий Ирина Ира Иришка Карина Кира Кирилл Клавдия Клим
  Константин Костя Кристина Ксения Ксюша Лада Лариса Лев Лёва Леонид Лёня Лидия Лида Лилия Лиля Лина Любовь Люба Людмила
  Люда Люся Мила Мадина Макар Максим Маргарита Рита Мариана Марианна Марина Мария Маша Маруся Марьяна Марк Марта Марфа
  Матвей Майя Милана Милена Мирон Мирослава Михаил Миша Надежда Надя Назар Наталья Наталия Наташа Ната Нелли Никита
  Николай Коля Нина Оксана Олег Олеся Ольга Оля Оленька Павел Паша Паулина Пётр Петя Платон Полина Поля Прохор
  Раиса Рая Регина Роберт Родион Роман Рома Ростислав Руслан Савва Савелий Светлана Света Светик Святослав Семён
  Серафима Сергей Серёжа Снежана София Софья Соня Станислав Стас Степан Стёпа Стефания Таисия Тамара Тома Татьяна
  Таня Танюша Тарас Тимофей Тимур Тихон Ульяна Фёдор Федя Филипп Эвелина Эдуард Эдик Элина Элла Эльвира Эльза Эмилия
  Эмма Эрик Юлиана Юлия Юля Юлианна Юрий Юра Юлиан Яков Яна Янина Ярослав Ярослава Ясмина
  Аида Аиша Айгуль Айгерим Айнура Айрат Айсылу Азамат Азат Азиза Алан Алия Алмаз Алсу Альфия Амина Амир Анвар Анаит Арам
  Аревик Арман Армен Арсен Асель Асия Аслан Ахмед Аян Аяна Бахтияр Булат Вазген Гаухар Гузель Гульназ Гульнара Гульшат
  Гюзель Дамир Даниэль Дания Данияр Джамиля Динар Динара Жасмин Залина Зарема Зарина Зульфия Земфира Ибрагим Ильдар Ильнур
  Ильгиз Ильяс Индира Инара Искандер Камила Карен Лейла Ленар Лейсан Лиана Ляйсан Магомед Мадияр Малика Марат Марьям Мурат
  Муса Мухаммед Наиля Наиль Нарек Наргиз Нурлан Нурия Равиль Рамиль Рамиля Ренат Рената Ринат Рифат Роза Розалия Рустам
  Сабина Сабрина Салават Салима Самира Сания Севиль Сурен Тигран Умар Фатима Фарид Фарида Хадижа Чулпан Эльдар Эльмира
  Эльнара Эмиль Эрнест Юсуф Ядвига Оксаночка Мариам Нонна Римма Ростислава Капитолина Пелагея Аделина Аделия Амалия Злата
  Мелания Ася Тася Нюша Ляля`
    .replaceAll("ё", "е")
    .split(/\s+/),
);

/** The same in Latin letters, as accounts abroad and on Yandex spell them. */
const LATIN = new Set(
  `Alexander Aleksandr Alexandra Aleksandra Sasha Alex Alexey Aleksey Alexei Alina Alisa Alice Alla Albina Anastasia
  Anastasiya Nastya Anatoly Andrey Andrei Andrew Angelina Anna Anya Ann Anne Anton Antonina Arina Artem Artur Arthur Boris
  Vadim Valentin Valentina Valeria Valeriya Valery Lera Varvara Vasily Vera Veronika Veronica Victor Viktor Victoria
  Viktoria Viktoriya Vika Vitaly Vlad Vladimir Vladislav Galina Gennady George Georgy German Gleb Grigory Daniel Daniil
  Danila Darya Daria Dasha David Denis Diana Dina Dmitry Dmitriy Dmitrii Dima Eva Evgeny Evgeniy Evgenia Evgeniya Zhenya
  Egor Ekaterina Katerina Katya Kate Catherine Elena Lena Alena Elizaveta Liza Elizabeth Ilya Inna Irina Ira Ivan Igor
  Jana Yana Julia Yulia Yuliya Juliya Kamila Karina Kirill Kira Konstantin Kristina Christina Ksenia Kseniya Larisa Lara Lev
  Leonid Lidia Lidiya Lilia Liliya Lina Liudmila Lyudmila Ludmila Lyubov Margarita Maria Mariya Mary Masha Marina Mark Marta
  Matvey Maxim Maksim Max Michael Mikhail Misha Milana Natalia Nataliya Natalya Natasha Nadezhda Nikita Nikolay Nikolai
  Nicholas Nina Oksana Oleg Olesya Olga Olya Pavel Paul Peter Petr Polina Renat Rimma Rita Robert Roman Ruslan Rustam
  Sabina Sergey Sergei Sergej Sofia Sofya Sophia Sonya Snezhana Stanislav Stas Stepan Svetlana Sveta Svyatoslav Tamara
  Tatiana Tatyana Tanya Timofey Timur Ulyana Yaroslav Yaroslava Yuri Yury Yuriy Zarina Zhanna Zoya Emma Emilia Elvira
  Eduard Eldar Jane John James Kate Helen Helena Laura Linda Lisa Martin Monica Nick Nika Nora Simon Stella Thomas`.split(
    /\s+/,
  ),
);

const NOT_A_PERSON =
  /^(?:покупател|пользовател|клиент|гост|аноним|магазин|мама|папа|бабушк|user|client|guest|customer|shop|анонимн)/iu;

/**
 * The first name in what a marketplace shows as the buyer's name: «Петрова Анна» and «анна» give «Анна»; «Покупатель»,
 * «Пользователь OZON», «wb user 123», «Лапочка» and anything else that is not a known first name give null.
 * A list, because a wrong guess in a public answer is worse than none.
 */
export function firstName(shown: string | null): string | null {
  if (shown === null || shown.length > 60 || /[\d@_<>{}[\]/\\]/u.test(shown)) return null;
  const parts = shown.normalize("NFC").match(/\p{L}+/gu) ?? [];
  if (parts.length > 3 || parts.some((part) => NOT_A_PERSON.test(part))) return null;
  return parts.map(capitalised).find(isKnown) ?? null;
}

function isKnown(name: string): boolean {
  return CYRILLIC.has(name.replaceAll("ё", "е")) || LATIN.has(name);
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}
