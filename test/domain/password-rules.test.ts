import { expect, test } from "vitest";
import { checkPassword } from "../../src/decisions/password-check.ts";
import { testConfig } from "../support/config.ts";

const { brands } = testConfig();

/** The code of the refusal. */
function fault(password: string): string | undefined {
  try {
    checkPassword(password, ["irina.petrova@example.ru", "Ирина Петрова"], brands);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test.each([
  "четыре рыжих кота",
  "Xk8#vQ2!mZr4",
  "в лесу родилась ёлочка",
  "петрова любит зелёный чай",
  "🦊 рыжая лиса 🦊",
])("%s is a password", (password) => {
  expect(fault(password)).toBeUndefined();
});

test.each(["короткий 11", "я".repeat(129), "ключ".repeat(33)])("the length of %s is wrong", (password) => {
  expect(fault(password)).toBe("password.length");
});

test.each([
  "111111111111",
  "abababababab",
  "qwerty123456",
  "йцукенгшщзхъ",
  "QWERTYUIOPASDF",
  "1qaz2wsx3edc",
  "987654321098",
  "parolparol12",
  "gfhjkmgfhjkm",
  "Wildberries123",
  "пароль-2026-11",
  "reputation2026!",
  "irina.petrova1",
  "Ирина Петрова 85",
  "Охана Маркет 2026",
  "котикотикоти",
])("%s is soon guessed", (password) => {
  expect(fault(password)).toBe("password.common");
});
