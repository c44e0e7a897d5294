import { parse } from "yaml";
import { z } from "zod";
import { readAsset } from "../../base/assets.ts";

const NOT_A_PERSON =
  /^(?:покупател|пользовател|клиент|гост|аноним|магазин|мама|папа|бабушк|user|client|guest|customer|shop|анонимн)/iu;

/**
 * The first name in the buyer's name that a marketplace shows: «Петрова Анна» and «анна» give «Анна»; «Покупатель»,
 * «Пользователь OZON», «wb user 123», «Лапочка» and anything else that is not a known first name give null. We use a
 * list because a wrong guess in a public answer is worse than no name.
 */
export function firstName(shown: string | null): string | null {
  if (shown === null || shown.length > 60 || /[\d@_<>{}[\]/\\]/u.test(shown)) return null;
  const parts = shown.normalize("NFC").match(/\p{L}+/gu) ?? [];
  if (parts.length > 3 || parts.some((part) => NOT_A_PERSON.test(part))) return null;
  return parts.map(capitalised).find(isKnown) ?? null;
}

function isKnown(name: string): boolean {
  known ??= readNames();
  return known.has(name.replaceAll("ё", "е"));
}

let known: Set<string> | undefined;

const names = z
  .string()
  .transform((text) => text.split(/\s+/))
  .pipe(z.array(z.string().regex(/^\p{Lu}\p{Ll}+$/u)));

/** All lists of `data/first-names.yaml` together, with ё replaced by е. */
function readNames(): Set<string> {
  const lists = z.record(z.string(), names).parse(parse(readAsset("data/first-names.yaml").toString("utf8")));
  return new Set(
    Object.values(lists)
      .flat()
      .map((name) => name.replaceAll("ё", "е")),
  );
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}
