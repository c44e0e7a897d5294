/** The tables of people, their sessions and their links, as Kysely sees them. */
import type { Generated } from "kysely";
import type { Role } from "../domain/access.ts";

export interface UsersTable {
  id: Generated<number>;
  login: string;
  name: string;
  role: Role;
  brands: string | null;
  password: string | null;
  password_changed_at: number | null;
  created_at: number;
  created_by: string;
  off_at: number | null;
  last_seen_at: number | null;
}

export interface SessionsTable {
  token_hash: string;
  user_id: number;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  remembered: 0 | 1;
  address: string;
  agent: string;
}

/** `first` makes the first administrator, `invite` a colleague, `password` lets a known person set a password. */
export type LinkKind = "first" | "invite" | "password";

export interface OneTimeLinksTable {
  hash: string;
  kind: LinkKind;
  user_id: number | null;
  role: Role | null;
  brands: string | null;
  created_by: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

interface SignInTriesTable {
  key: string;
  tries: number;
  last_at: number;
}

interface IdentitiesTable {
  issuer: string;
  subject: string;
  user_id: number;
  created_at: number;
}

export interface PeopleSchema {
  users: UsersTable;
  sessions: SessionsTable;
  one_time_links: OneTimeLinksTable;
  sign_in_tries: SignInTriesTable;
  identities: IdentitiesTable;
}
