/** People and their sessions as commands print them. */
import type { ListedPerson } from "../../decisions/people-api.ts";
import type { Session } from "../../decisions/sessions.ts";
import type { Person } from "../../domain/access.ts";
import { iso } from "../../domain/calendar.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";

/** `manager, all brands`. */
export function rightsOf({ role, brands }: Pick<Person, "role" | "brands">): string {
  return `${role}, ${brands === null ? "all brands" : brands.join(", ")}`;
}

export function listedDocument({ created_at, off_at, last_seen_at, ...person }: ListedPerson): object {
  return { ...person, created_at: iso(created_at), off_at: iso(off_at), last_seen_at: iso(last_seen_at) };
}

export function peopleColumns(now: number): Column<ListedPerson>[] {
  return [
    { title: "LOGIN", value: ({ login }) => login },
    { title: "NAME", value: ({ name }) => safeLine(name), flexible: true },
    { title: "ROLE", value: ({ role }) => role },
    { title: "BRANDS", value: ({ brands }) => brands?.join(", ") ?? "all" },
    { title: "STATE", value: stateOf },
    { title: "SESSIONS", value: ({ sessions }) => sessions, align: "right" },
    {
      title: "LAST SEEN",
      value: ({ last_seen_at }) => relative(last_seen_at, now),
      plain: ({ last_seen_at }) => iso(last_seen_at),
    },
  ];
}

function stateOf({ off_at, has_password }: ListedPerson): string {
  if (off_at !== null) return "off";
  return has_password ? "on" : "invited";
}

export function sessionDocument(session: Session): object {
  const { id, remembered, address, agent } = session;
  const [created_at, last_seen_at, expires_at] = [session.created_at, session.last_seen_at, session.expires_at].map(
    iso,
  );
  return { id, remembered, address, agent, created_at, last_seen_at, expires_at };
}

export function sessionColumns(now: number): Column<Session>[] {
  return [
    { title: "SESSION", value: ({ id }) => id },
    { title: "SINCE", value: (row) => relative(row.created_at, now), plain: (row) => iso(row.created_at) },
    { title: "LAST USED", value: (row) => relative(row.last_seen_at, now), plain: (row) => iso(row.last_seen_at) },
    { title: "ADDRESS", value: ({ address }) => safeLine(address) },
    { title: "BROWSER", value: ({ agent }) => safeLine(agent), flexible: true },
  ];
}
