/** What a password must be. */

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

/** `length`: too short or too long. `common`: one of the first that somebody else would try. */
export type PasswordFault = "length" | "common";

/** Fewer different characters than this are a pattern: `111111111111`, `abababababab`. */
const LEAST_DIFFERENT = 5;

interface Known {
  /** Whether it is on the list of the most common ones, in lower case. */
  isCommon: (password: string) => boolean;
  /** Names that do not make a password: of the person, the brands, the program. */
  names: readonly string[];
}

/** @param password in NFC */
export function passwordFault(password: string, { isCommon, names }: Known): PasswordFault | undefined {
  if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX) return "length";
  const lower = password.toLowerCase();
  if (new Set(lower).size < LEAST_DIFFERENT || isCommon(lower) || isSequence(lower)) return "common";
  return isMostlyName(lower, names) ? "common" : undefined;
}

/** Shorter names turn up in good passwords by chance. */
const SHORTEST_NAME = 4;
/** What must be left of a password besides the names in it; dates and other figures alone do not do. */
const LEAST_REST = 8;

function isMostlyName(lower: string, names: readonly string[]): boolean {
  let rest = lower;
  for (const name of names.map((text) => text.trim().toLowerCase()))
    if (name.length >= SHORTEST_NAME) rest = rest.replaceAll(name, "");
  return rest !== lower && (rest.length < LEAST_REST || !/\p{L}/u.test(rest));
}

/** Letters and digits in order, and the rows of a keyboard in Latin and in Cyrillic letters. */
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
  "01234567890123456789",
  "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./",
  "1234567890-=йцукенгшщзхъфывапролджэячсмитьбю.",
  "1234567890qwertyuiopasdfghjklzxcvbnm",
  "1234567890йцукенгшщзхъфывапролджэячсмитьбю",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
  "1йфя2цыч3увс4кам5епи6нрт7гоь8шлб9щдю0зж.",
].flatMap((row) => [row, Array.from(row).toReversed().join("")]);

/** Whether it is one piece of a row, perhaps over and over. */
function isSequence(lower: string): boolean {
  return ROWS.some((row) => row.includes(lower) || piecesOf(lower).every((piece) => row.includes(piece)));
}

/** A password in the pieces of six characters that a row would be typed in. */
function piecesOf(text: string): string[] {
  return text.match(/.{1,6}/gsu) ?? [];
}
