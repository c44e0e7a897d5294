import type { Context } from "hono";
import type { People } from "../decisions/people-api.ts";
import type { Person } from "../domain/access.ts";
import { plainLogin } from "../domain/login.ts";
import { sessionToken } from "./cookies.ts";
import { deviceOf } from "./device.ts";
import type { WebEnv } from "./web-env.ts";

/** The person whom a trusted proxy has signed in (`http.sign_in.header`), else the one whose session it is. */
export async function whoAsks(c: Context<WebEnv>, people: People): Promise<Person | undefined> {
  const { vouched } = c.env as { vouched?: string };
  if (vouched !== undefined) return people.vouched(vouched, deviceOf(c).address);
  const token = sessionToken(c);
  return token === undefined ? undefined : people.person(token);
}

/** Who holds a stream open. */
export interface Visitor {
  /** What all streams of the same sign-in have in common. */
  session: string;
  /** The person as they stand now; undefined when their session is over. It notes no use of the session. */
  person(): Promise<Person | undefined>;
}

/** Undefined when the request carries nothing that could belong to anybody. */
export function visitorOf(c: Context<WebEnv>, people: People): Visitor | undefined {
  const { vouched } = c.env as { vouched?: string };
  if (vouched !== undefined) return { session: `proxy:${vouched}`, person: () => activePerson(people, vouched) };
  const token = sessionToken(c);
  return token === undefined ? undefined : { session: token, person: () => people.lookAtSession(token) };
}

async function activePerson(people: People, login: string): Promise<Person | undefined> {
  const person = (await people.list()).find((one) => one.login === plainLogin(login));
  return person?.off_at === null ? person : undefined;
}
