/** One-time links: the first administrator, invitations and new passwords. The code is stored nowhere, only its hash. */
import type { Config } from "../config/schema.ts";
import { HOUR_MS, MINUTE_MS } from "../base/clock.ts";
import { hashOf, newSecret } from "../base/secret.ts";
import type { Person } from "../domain/access.ts";
import { isLoopback } from "../domain/network-address.ts";
import type { Reader, Tx } from "../store/db.ts";
import { insertAudit } from "../store/tables/audit.ts";
import { endLinks, insertLink, linkOf, markUsed, openLinks, type OneTimeLink } from "../store/tables/one-time-links.ts";
import { countActive, userOf, type User } from "../store/tables/users.ts";
import type { LinkKind } from "../store/schema-people.ts";
import type { Parts } from "./parts.ts";
import { addUser, checkRights, requireUser } from "./people.ts";
import { refused } from "./refused-person.ts";

type LinkParts = Pick<Parts, "clock"> & { config: Pick<Config, "brands" | "cells"> };

/** What a link is for: the first administrator, a new person with these rights, or a known person's password. */
export type LinkFor = "first" | Pick<Person, "role" | "brands"> | { userId: number };

export interface MadeLink {
  /** Names the link when it is taken back. */
  id: string;
  kind: LinkKind;
  /** The secret part of the address: `<address>/link#<code>`. It cannot be shown again. */
  code: string;
  expires_at: number;
}

/** A link that can still be used. */
export interface OpenLink {
  id: string;
  kind: LinkKind;
  /** The known person whose password it sets. */
  login: string | null;
  /** The name of that person. */
  name: string | null;
  role: Person["role"];
  brands: Person["brands"];
  created_by: string;
  created_at: number;
  expires_at: number;
}

/** How long a link can be used, ms. */
const LIFETIMES: Record<LinkKind, number> = { first: 15 * MINUTE_MS, invite: 72 * HOUR_MS, password: 15 * MINUTE_MS };
const SHORT_ID = 12;

/**
 * Makes a link; an earlier one for the same person is void.
 * @throws RefusedDecision `link.not_first`, `person.unknown`, `person.off`, `brand.unknown`, `person.admin_brands`
 */
export function makeLink(tx: Tx, parts: LinkParts, whom: LinkFor, actor: string): MadeLink {
  const now = parts.clock.now();
  const target = targetOf(tx, parts, whom);
  if (target.user_id !== null) endLinks(tx, { userId: target.user_id });
  const code = newSecret();
  const hash = hashOf(code);
  const expires_at = now + LIFETIMES[target.kind];
  insertLink(tx, { ...target, hash, created_by: actor, created_at: now, expires_at, used_at: null });
  const { kind, user_id, role, brands } = target;
  const after = { link: shortId(hash), kind, ...(user_id === null ? { role, brands } : { id: user_id }) };
  insertAudit(tx, { actor, action: "link_make", itemId: null, after }, now);
  return { id: shortId(hash), kind, code, expires_at };
}

type Target = Pick<OneTimeLink, "kind" | "user_id" | "role" | "brands">;

function targetOf(tx: Tx, parts: LinkParts, whom: LinkFor): Target {
  if (whom === "first") {
    if (countActive(tx, "admin") > 0)
      throw refused("there is an administrator already", {
        code: "link.not_first",
        hint: "Let one invite you: reputation user link",
      });
    return { kind: "first", user_id: null, role: "admin", brands: null };
  }
  if ("userId" in whom) {
    const user = requireUser(tx, whom.userId);
    if (user.off_at !== null)
      throw refused(`${user.login} is off`, { code: "person.off", hint: `First: reputation user on ${user.login}` });
    return { kind: kindFor(tx, user), user_id: user.id, role: null, brands: null };
  }
  checkRights(parts, whom);
  return { kind: "invite", user_id: null, role: whom.role, brands: whom.brands };
}

/** Whoever gets hold of the link to the only administrator has everything, so it is short and for this computer alone. */
function kindFor(tx: Tx, { password, role }: User): LinkKind {
  if (password !== null) return "password";
  return role === "admin" && countActive(tx, "admin") === 0 ? "first" : "invite";
}

/**
 * Looks at a link without using it.
 * @param address of the one who asks: the first administrator's link is opened on the same computer only
 * @returns undefined when it is unknown, used or too old
 */
export function openLink(reader: Reader, code: string, address: string, now: number): OpenLink | undefined {
  const link = linkOf(reader, hashOf(code));
  if (!link || link.used_at !== null || now >= link.expires_at) return undefined;
  if (link.kind === "first" && (!isLoopback(address) || countActive(reader, "admin") > 0)) return undefined;
  return shown(reader, link);
}

/** The links that can still be used, the newest first. */
export function linksOpen(reader: Reader, now: number): OpenLink[] {
  return openLinks(reader, now).flatMap((link) => shown(reader, link) ?? []);
}

/** @returns whether there was such a link */
export function takeBackLink(tx: Tx, { clock }: Pick<Parts, "clock">, id: string, actor: string): boolean {
  const now = clock.now();
  const link = openLinks(tx, now).find(({ hash }) => shortId(hash) === id);
  if (!link || endLinks(tx, { hash: link.hash }) === 0) return false;
  insertAudit(tx, { actor, action: "link_end", itemId: null, after: { link: id, kind: link.kind } }, now);
  return true;
}

/** What the one who uses a link says of themselves. A known person has a sign-in name already. */
export interface Newcomer {
  login?: string | undefined;
  name?: string | undefined;
}

/**
 * Uses a link up. Role and brands are those of the link, whatever the newcomer says.
 * @returns whose password is to be set
 * @throws RefusedDecision `link.gone` and those of `addUser`
 */
export function useLink(tx: Tx, parts: LinkParts, code: string, address: string, newcomer: Newcomer): number {
  const now = parts.clock.now();
  const hash = hashOf(code);
  const open = openLink(tx, code, address, now);
  const link = linkOf(tx, hash);
  if (!open || !link) throw refused("the link is unknown, used or too old", { code: "link.gone" });
  const { role, brands } = open;
  const { login = "", name } = newcomer;
  const id = link.user_id ?? addUser(tx, parts, { login, name, role, brands }, link.created_by).id;
  markUsed(tx, hash, now);
  const after = { link: open.id, kind: link.kind, id };
  insertAudit(tx, { actor: `link:${open.id}`, action: "link_use", itemId: null, after }, now);
  return id;
}

/** Undefined when the person is off. */
function shown(reader: Reader, link: OneTimeLink): OpenLink | undefined {
  const { kind, created_by, created_at, expires_at } = link;
  const rest = { id: shortId(link.hash), kind, created_by, created_at, expires_at };
  if (link.role !== null) return { ...rest, login: null, name: null, role: link.role, brands: link.brands };
  const user = userOf(reader, link.user_id ?? 0);
  if (!user || user.off_at !== null) return undefined;
  return { ...rest, login: user.login, name: user.name, role: user.role, brands: user.brands };
}

function shortId(hash: string): string {
  return hash.slice(0, SHORT_ID);
}
