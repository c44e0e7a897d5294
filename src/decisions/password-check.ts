import { readAsset } from "../base/assets.ts";
import type { Config } from "../config/schema.ts";
import { PASSWORD_MAX, PASSWORD_MIN, passwordFault } from "../domain/password-rules.ts";
import { RefusedDecision } from "../domain/refused-decision.ts";
import { refused } from "./refused-person.ts";

/** The program's own names, and the words that most passwords are made of; a password is more than one of them. */
const NO_SECRETS = "reputation репутация password пароль parol gfhjkm qwerty йцукен admin администратор 1234".split(
  " ",
);

let common: ReadonlySet<string> | undefined;

/**
 * @param names of the person whose password it becomes
 * @throws RefusedDecision `password.length`, `password.common`
 */
export function checkPassword(
  password: string,
  names: readonly (string | undefined)[],
  brands: Config["brands"],
): void {
  const all = [...names, ...brands.flatMap(({ id, name }) => [id, name]), ...NO_SECRETS];
  const fault = passwordFault(password.normalize("NFC"), {
    isCommon: (word) => commonPasswords().has(word),
    names: all.flatMap((name) => (name === undefined ? [] : name.split(/[\s@._-]+/))),
  });
  if (fault === "common")
    throw refused("the password is one of the first that others would try", { code: "password.common" });
  if (fault === undefined) return;
  throw new RefusedDecision(`a password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`, {
    code: "password.length",
    say: ({ decisions }) => decisions["password.length"](PASSWORD_MIN, PASSWORD_MAX),
  });
}

/** The most common passwords of at least twelve characters. */
function commonPasswords(): ReadonlySet<string> {
  return (common ??= new Set(readAsset("data/common-passwords.txt").toString("utf8").split("\n").slice(1)));
}
