import { argon2Sync } from "node:crypto";
import type { Core } from "../../src/app.ts";
import type { Person, Role } from "../../src/domain/access.ts";
import { savePassword } from "../../src/store/tables/users.ts";

export const PASSWORD = "четыре рыжих кота";

/** A stored password tells the cost of its hash; this one is as cheap as can be, and read as any other. */
function cheapHash(): string {
  const nonce = Buffer.alloc(16, 7);
  const cost = { memory: 8, passes: 1, parallelism: 1, tagLength: 32 };
  const hash = argon2Sync("argon2id", { message: PASSWORD, nonce, ...cost });
  const [salt, tag] = [nonce, hash].map((bytes) => bytes.toString("base64").replace(/=+$/, ""));
  return `$argon2id$v=19$m=8,t=1,p=1$${salt}$${tag}`;
}

/** A person whose password is `PASSWORD`. */
export async function personWith(
  { people, db, clock }: Pick<Core, "people" | "db" | "clock">,
  login: string,
  role: Role,
  brands: readonly string[] | null = null,
): Promise<Person> {
  const person = await people.add({ login, role, brands }, "person:test");
  await db.write((tx) => savePassword(tx, person.id, cheapHash(), clock.now()));
  return person;
}
