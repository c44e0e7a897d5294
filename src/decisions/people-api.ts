/** People and their sessions, for every surface: the command line, the pages, and what reaches them over a network. */
import type { Person } from "../domain/access.ts";
import type { Identity } from "../domain/identity.ts";
import type { LinkFor, MadeLink, Newcomer, OpenLink } from "./one-time-links.ts";
import type { NewPerson, PersonChange } from "./people.ts";
import type { Device, Session } from "./sessions.ts";

/** Somebody has signed in. The token goes to their browser and nowhere else. */
export interface SignedIn {
  token: string;
  person: Person;
}

/**
 * Nobody has signed in. `wrong`: name or password, without saying which. `slow`: too many tries; the password was not
 * looked at. `off`: the password is right, and the person is dismissed.
 */
export interface SignInRefused {
  refused: "wrong" | "slow" | "off";
  /** With `slow`. */
  retryAfterMs?: number;
}

export interface SignIn extends Device {
  login: string;
  password: string;
}

/** A person as an administrator sees them. */
export interface ListedPerson extends Person {
  created_at: number;
  /** When the person was dismissed; null while they are not. */
  off_at: number | null;
  last_seen_at: number | null;
  has_password: boolean;
  /** How many sessions are going on. */
  sessions: number;
}

/** All throw RefusedDecision when something does not allow it; nothing is changed then. */
export interface People {
  signIn(ask: SignIn): Promise<SignedIn | SignInRefused>;
  /** The person whose session it is; undefined when it is over. It notes the use, at most once a minute. */
  person(token: string): Promise<Person | undefined>;
  /** As `person`, but it notes no use: what a page does by itself prolongs no session. */
  lookAtSession(token: string): Promise<Person | undefined>;
  /**
   * The person of a name that a trusted proxy has signed in; undefined when there is none or they are off. There is no
   * session: the proxy vouches for each request.
   */
  vouched(login: string, address: string): Promise<Person | undefined>;
  /** Ends the session. @returns whether there was one */
  signOut(token: string): Promise<boolean>;
  /** @param token of the session that looks, which is marked `current` */
  sessionsOf(userId: number, token?: string): Promise<(Session & { current: boolean })[]>;
  /** @param session the `id` of one. @returns whether there was one */
  endSession(userId: number, session: string, actor: string): Promise<boolean>;
  /** @param exceptToken of a session that goes on. @returns how many were ended */
  endSessions(userId: number, actor: string, exceptToken?: string): Promise<number>;
  /** Ends everybody's sessions and all links that were not used. @returns how many sessions there were */
  endEverySession(actor: string): Promise<number>;
  /** Everybody, also those who are off, who come last. */
  list(): Promise<ListedPerson[]>;
  /** @throws RefusedDecision `person.unknown` */
  find(login: string): Promise<ListedPerson>;
  /** @param password without one the person needs a link */
  add(person: NewPerson, actor: string, password?: string): Promise<Person>;
  /** Changes name, role or brands; with other rights the person's sessions end. */
  change(id: number, change: PersonChange, actor: string): Promise<Person>;
  /** Dismisses a person. @returns false when they were off already */
  setOff(id: number, actor: string): Promise<boolean>;
  /** @returns false when they were not off */
  setOn(id: number, actor: string): Promise<boolean>;
  /** Makes a one-time link. Its code cannot be shown again. */
  makeLink(whom: LinkFor, actor: string): Promise<MadeLink>;
  /** The links that can still be used, the newest first. */
  links(): Promise<OpenLink[]>;
  /** @returns false when it was used or taken back already */
  takeBackLink(id: string, actor: string): Promise<boolean>;
  /** Looks at a link without using it up; undefined when it cannot be used. */
  openLink(code: string, address: string): Promise<OpenLink | undefined>;
  /** Uses a link up: sets the password of its person, whom it creates if need be, and signs them in. */
  redeem(code: string, password: string, who: Newcomer & Device): Promise<SignedIn>;
  /** Whoever a provider says they are: `wrong` when nobody has that identity. */
  signInBy(identity: Identity, device: Device): Promise<SignedIn | SignInRefused>;
  /** As `redeem`, but instead of a password the person gets an identity with which they sign in from now on. */
  redeemBy(code: string, identity: Identity, who: Newcomer & Device): Promise<SignedIn>;
  /** Ends all sessions and begins a new one. `wrong`: the old password is another one. */
  changePassword(id: number, old: string, next: string, device: Device): Promise<SignedIn | SignInRefused>;
  /** Sets a password on an administrator's word. */
  setPassword(id: number, password: string, actor: string): Promise<void>;
}
