/** One-time links as commands print them. */
import type { Config } from "../../config/schema.ts";
import { ownAddress, siteAddress } from "../../config/site.ts";
import type { MadeLink } from "../../decisions/one-time-links.ts";
import { iso } from "../../domain/calendar.ts";
import type { Context } from "../context.ts";

/** What a link is, in the words of a command. */
const KINDS = {
  first: "makes the first administrator, on this computer only",
  invite: "invites",
  password: "sets a new password",
} satisfies Record<MadeLink["kind"], string>;

export interface LinkDocument {
  kind: MadeLink["kind"];
  address: string;
  expires_at: string;
}

/** The document of a link. */
export function linkDocument({ kind, code, expires_at }: MadeLink, http: Config["http"]): LinkDocument {
  return { kind, address: addressOf(kind, code, http), expires_at: iso(expires_at) };
}

/** Says what the link is for and until when; the address stands alone on its line. */
export function linkText(
  { kind, code, expires_at }: MadeLink,
  { http }: Pick<Config, "http">,
  context: Context,
): string {
  context.hint(`This link ${KINDS[kind]}; it works once, until ${iso(expires_at)}, and is not shown again:`);
  return addressOf(kind, code, http);
}

/** The code stands behind #, which a browser sends to nobody: no log and no preview sees it. */
function addressOf(kind: MadeLink["kind"], code: string, http: Config["http"]): string {
  // The first administrator's link is opened on the daemon's own computer, where a proxy only gets in the way.
  return `${kind === "first" ? ownAddress(http) : siteAddress(http)}/link#${code}`;
}
