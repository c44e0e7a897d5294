/** People who sign in at an OpenID provider. Only a one-time link gives somebody an identity. */
import type { Identity } from "../domain/identity.ts";
import type { Tx } from "../store/db.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { saveIdentity, userIdOf } from "../store/tables/identities.ts";
import { endLinks } from "../store/tables/one-time-links.ts";
import { deleteSessionsOf } from "../store/tables/sessions.ts";
import { personOf, userOf } from "../store/tables/users.ts";
import type { Parts } from "./parts.ts";
import type { SignedIn, SignInRefused } from "./people-api.ts";
import { actorOf, requireUser } from "./people.ts";
import { refused } from "./refused-person.ts";
import { startSession, type Device } from "./sessions.ts";

/** Signs in the person who has the identity. */
export function signInBy(
  tx: Tx,
  parts: Pick<Parts, "clock">,
  identity: Identity,
  device: Device,
): SignedIn | SignInRefused {
  const user = userOf(tx, userIdOf(tx, identity) ?? 0);
  if (user && user.off_at === null) {
    const person = personOf(user);
    return { person, token: startSession(tx, parts, person, device) };
  }
  const why = user ? "off" : "wrong";
  const after = { why, by: identity.issuer, address: device.address, ...(user && { id: user.id, login: user.login }) };
  insertAudit(tx, { actor: "anybody", action: "sign_in_refused", itemId: null, after }, parts.clock.now());
  return { refused: why };
}

/**
 * Gives a person the identity and signs them in: as with a new password, other sessions and links end.
 * @throws RefusedDecision `identity.taken` when it is another person's
 */
export function giveIdentity(
  tx: Tx,
  parts: Pick<Parts, "clock">,
  userId: number,
  identity: Identity,
  device: Device,
): SignedIn {
  const holder = userIdOf(tx, identity);
  if (holder !== undefined && holder !== userId)
    throw refused("the identity belongs to another person", { code: "identity.taken" });
  const person = personOf(requireUser(tx, userId));
  const now = parts.clock.now();
  saveIdentity(tx, userId, identity, now);
  deleteSessionsOf(tx, userId);
  endLinks(tx, { userId });
  const after = { id: userId, login: person.login, by: identity.issuer };
  insertAudit(tx, { actor: actorOf(person), action: "identity_set", itemId: null, after }, now);
  return { person, token: startSession(tx, parts, person, device) };
}
