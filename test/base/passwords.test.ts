import { expect, test } from "vitest";
import { createPasswords } from "../../src/base/passwords.ts";

const passwords = createPasswords();

test.each([
  ["argon2id", /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/],
  ["scrypt", /^\$scrypt\$ln=17,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/],
] as const)("a hash by %s is a PHC string with the cost that OWASP asks for", async (method, form) => {
  expect(await createPasswords(method).hash("ёлка-иголка-11")).toMatch(form);
});

test("a password fits its own hash alone, however its letters are composed; each hash has a salt of its own", async () => {
  const [one, two] = [await passwords.hash("ёлка-иголка-11"), await passwords.hash("ёлка-иголка-11")];
  expect(one).not.toBe(two);
  expect(await passwords.verify("ёлка-иголка-11".normalize("NFD"), one)).toBe(true);
  expect(await passwords.verify("ёлка-иголка-12", two)).toBe(false);
});

test.each([
  [
    "the argon2 reference implementation",
    "password",
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
  ],
  [
    "RFC 7914 §12, scrypt",
    "password",
    "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA",
  ],
])("a hash of another program is read: the vector of %s", async (_, password, phc) => {
  expect(await passwords.verify(password, phc)).toBe(true);
  expect(await passwords.verify("another", phc)).toBe(false);
});

test("no password fits where none is set", async () => {
  expect(await passwords.verify("", null)).toBe(false);
});
