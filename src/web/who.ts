import type { Context } from "hono";
import type { People } from "../decisions/people-api.ts";
import type { Person } from "../domain/access.ts";
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
