/** Who people are at an OpenID provider. */
import type { Identity } from "../../domain/identity.ts";
import { q, type Reader, type Tx } from "../db.ts";

/** The id of the person; undefined when nobody has this identity. */
export function userIdOf(reader: Reader, { issuer, subject }: Identity): number | undefined {
  const query = q
    .selectFrom("identities")
    .select("user_id")
    .where("issuer", "=", issuer)
    .where("subject", "=", subject);
  return reader.get(query)?.user_id;
}

/** Gives a person this identity in place of an earlier one of the same provider. */
export function saveIdentity(tx: Tx, userId: number, { issuer, subject }: Identity, now: number): void {
  tx.run(q.deleteFrom("identities").where("issuer", "=", issuer).where("user_id", "=", userId));
  tx.run(q.insertInto("identities").values({ issuer, subject, user_id: userId, created_at: now }));
}
