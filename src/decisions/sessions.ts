/** Beginning, looking up and ending the sessions of people who have signed in. */
import { HOUR_MS, MINUTE_MS } from "../base/clock.ts";
import { hashOf, newSecret } from "../base/secret.ts";
import type { Person } from "../domain/access.ts";
import { isOver, sessionEnd } from "../domain/session.ts";
import type { Reader, Tx } from "../store/db.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { endLinks } from "../store/tables/one-time-links.ts";
import {
  deleteAllSessions,
  deleteSession,
  deleteSessionsOf,
  insertSession,
  sessionOf,
  sessionsOfUser,
  sessionTimes,
  touchSession,
  type SessionRow,
} from "../store/tables/sessions.ts";
import { personOf, touchUser, userOf, type User } from "../store/tables/users.ts";
import { actorOf } from "./people.ts";
import type { Parts } from "./parts.ts";

/** Where somebody signs in from. */
export interface Device {
  /** The address of the computer, as the connection or a trusted proxy tells it. */
  address: string;
  /** What the browser calls itself. */
  agent: string;
  /** Whether to stay signed in for 30 days. */
  remember?: boolean | undefined;
}

/** A session as its person sees it. */
export interface Session {
  /** The beginning of the hash, as in the audit log: it names the session and lets nobody in. */
  id: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  remembered: boolean;
  address: string;
  agent: string;
}

const LONGEST_AGENT = 200;
const LONGEST_ADDRESS = 100;
const SHORT_ID = 12;
/** A use is stored at most so often. */
const TOUCH_MS = MINUTE_MS;
/** A pause after which somebody whom a proxy signs in counts as come anew. */
const VISIT_MS = 12 * HOUR_MS;

/** @returns the token, which is stored nowhere */
export function startSession(tx: Tx, { clock }: Pick<Parts, "clock">, person: Person, device: Device): string {
  const now = clock.now();
  const token = newSecret();
  const hash = hashOf(token);
  const remember = device.remember ?? false;
  const address = device.address.slice(0, LONGEST_ADDRESS);
  insertSession(tx, {
    token_hash: hash,
    user_id: person.id,
    created_at: now,
    last_seen_at: now,
    expires_at: sessionEnd(remember, now),
    remembered: remember ? 1 : 0,
    address,
    agent: device.agent.slice(0, LONGEST_AGENT),
  });
  touchUser(tx, person.id, now);
  const after = { session: shortId(hash), address };
  insertAudit(tx, { actor: actorOf(person), action: "sign_in", itemId: null, after }, now);
  return token;
}

/** The person whose session it is; undefined when it is over or the person is off. */
export function sessionPerson(reader: Reader, token: string, now: number): Person | undefined {
  const session = sessionOf(reader, hashOf(token));
  if (!session || isOver(session, now)) return undefined;
  const user = userOf(reader, session.user_id);
  return user && user.off_at === null ? personOf(user) : undefined;
}

/** Whether the use of a session has to be stored. */
export function needsTouch(reader: Reader, token: string, now: number): boolean {
  const session = sessionOf(reader, hashOf(token));
  return session !== undefined && isDueForTouch(session.last_seen_at, now);
}

/** @param lastSeen when the last use was stored; null when none was */
export function isDueForTouch(lastSeen: number | null, now: number): boolean {
  return lastSeen === null || now - lastSeen >= TOUCH_MS;
}

/** Stores that a person whom a proxy has signed in is here; after a pause it stands in the audit like a sign-in. */
export function noteVouched(tx: Tx, user: User, address: string, now: number): void {
  touchUser(tx, user.id, now);
  if (user.last_seen_at !== null && now - user.last_seen_at < VISIT_MS) return;
  insertAudit(tx, { actor: actorOf(user), action: "sign_in", itemId: null, after: { by: "proxy", address } }, now);
}

/** Stores that a session is used now. */
export function touch(tx: Tx, token: string, now: number): void {
  const hash = hashOf(token);
  const session = sessionOf(tx, hash);
  if (!session || isOver(session, now)) return;
  touchSession(tx, hash, now);
  touchUser(tx, session.user_id, now);
}

/** The sessions of a person that are not over, the last used first. */
export function liveSessions(reader: Reader, userId: number, now: number): (Session & { hash: string })[] {
  const rows = sessionsOfUser(reader, userId).filter((session) => !isOver(session, now));
  return rows.map((row) => ({ ...shown(row), hash: row.token_hash }));
}

/** How many sessions of each person are not over, by the person's id. */
export function countLiveSessions(reader: Reader, now: number): Map<number, number> {
  const live = sessionTimes(reader).filter((session) => !isOver(session, now));
  const byPerson = Map.groupBy(live, ({ user_id }) => user_id);
  return new Map([...byPerson].map(([id, own]) => [id, own.length]));
}

/** Ends the session of a token. @returns whether there was one */
export function signOut(tx: Tx, { clock }: Pick<Parts, "clock">, token: string): boolean {
  const hash = hashOf(token);
  const user = userOf(tx, sessionOf(tx, hash)?.user_id ?? 0);
  if (!user || !deleteSession(tx, hash)) return false;
  const after = { session: shortId(hash) };
  insertAudit(tx, { actor: actorOf(user), action: "sign_out", itemId: null, after }, clock.now());
  return true;
}

/**
 * Ends one session of a person, or all of them.
 * @returns how many there were
 */
export function endSessions(
  tx: Tx,
  { clock }: Pick<Parts, "clock">,
  userId: number,
  which: { session?: string | undefined; exceptToken?: string | undefined },
  actor: string,
): number {
  const now = clock.now();
  const except = which.exceptToken === undefined ? undefined : hashOf(which.exceptToken);
  const one = sessionsOfUser(tx, userId).find(({ token_hash }) => shortId(token_hash) === which.session);
  const ended =
    which.session === undefined
      ? deleteSessionsOf(tx, userId, except)
      : Number(one !== undefined && deleteSession(tx, one.token_hash));
  const after = { id: userId, sessions: ended, ...(one && { session: shortId(one.token_hash) }) };
  if (ended > 0) insertAudit(tx, { actor, action: "sessions_end", itemId: null, after }, now);
  return ended;
}

/** Ends every session and every link that was not used. @returns how many sessions there were */
export function endEverySession(tx: Tx, { clock }: Pick<Parts, "clock">, actor: string): number {
  const [sessions, links] = [deleteAllSessions(tx), endLinks(tx, "all")];
  if (sessions + links > 0)
    insertAudit(tx, { actor, action: "sessions_end", itemId: null, after: { sessions, links } }, clock.now());
  return sessions;
}

function shown(row: SessionRow): Session {
  const { created_at, last_seen_at, expires_at, remembered, address, agent } = row;
  const times = { created_at, last_seen_at, expires_at };
  return { id: shortId(row.token_hash), ...times, remembered: remembered === 1, address, agent };
}

function shortId(hash: string): string {
  return hash.slice(0, SHORT_ID);
}
