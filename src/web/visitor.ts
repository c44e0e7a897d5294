import { newSecret } from "../base/secret.ts";
import type { OpenLink } from "../decisions/one-time-links.ts";

/** Who looks around in the demo. A link signs them in by itself, without asking for anything. */
export interface Visitor {
  login: string;
  name: string;
}

/**
 * What a visitor would have typed on the page of their link: their name, and a password that nobody will ever know.
 * @param visitor of the demo; there is none in a real shop, where whoever opens a link is asked
 * @returns undefined when somebody has to be asked, as with every link that invites somebody else
 */
export function typedFor(visitor: Visitor | undefined, link: OpenLink): (Visitor & { password: string }) | undefined {
  if (!visitor) return undefined;
  const theirs = link.kind === "first" || link.login === visitor.login;
  return theirs ? { ...visitor, password: newSecret() } : undefined;
}
