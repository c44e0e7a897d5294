/** Who is told what, by which channel, as `alerts list` prints it. */
import { TOPICS } from "../../domain/alert/event.ts";
import type { AlertSettings } from "../../domain/alert/settings.ts";
import { iso } from "../../domain/calendar.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { Core } from "../../app.ts";
import { programContacts, type Contact } from "../../store/tables/alert-contacts.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";

export interface Told {
  /** The sign-in name; null for a program at a webhook. */
  login: string | null;
  /** Undefined for somebody whom nothing reaches. */
  contact: Contact | undefined;
  /** Null for a program: its settings stand in the configuration. */
  settings: AlertSettings | null;
}

/** Everybody who may sign in, with each of their channels; then the programs. */
export async function whoIsTold({ people, contacts, db }: Pick<Core, "people" | "contacts" | "db">): Promise<Told[]> {
  const active = (await people.list()).filter(({ off_at }) => off_at === null);
  const persons = active.flatMap(({ id, login }): Told[] => {
    const current = currentOf(contacts.of(id));
    if (current.length === 0) return [{ login, contact: undefined, settings: null }];
    return current.map((contact) => ({ login, contact, settings: contacts.settingsOf(id, contact.channel) }));
  });
  return [...persons, ...programContacts(db).map((contact) => ({ login: null, contact, settings: null }))];
}

/** Of each channel the contact that counts: the confirmed one, else the newest. */
function currentOf(all: readonly Contact[]): Contact[] {
  const channels = [...new Set(all.map(({ channel }) => channel))];
  return channels.flatMap((channel) => {
    const theirs = all.filter((contact) => contact.channel === channel);
    return theirs.find(({ state }) => state === "confirmed") ?? theirs[0] ?? [];
  });
}

export function toldDocument({ login, contact, settings }: Told): object {
  return {
    person: login,
    channel: contact?.channel ?? null,
    state: contact?.state ?? "none",
    address: contact?.address ?? null,
    name: contact?.shown_name ?? null,
    off_reason: contact?.off_reason ?? null,
    last_sent_at: iso(contact?.last_sent_at ?? null),
    settings,
  };
}

export function toldColumns(now: number): Column<Told>[] {
  return [
    { title: "PERSON", value: ({ login }) => login ?? "a program" },
    { title: "CHANNEL", value: ({ contact }) => contact?.channel ?? null },
    { title: "STATE", value: ({ contact }) => contact?.state ?? "not told" },
    { title: "WHERE", value: ({ contact }) => safeLine(contact?.shown_name ?? contact?.address ?? "") || null },
    { title: "WHAT", value: ({ contact, settings }) => whatOf(contact, settings), flexible: true },
    { title: "QUIET", value: ({ settings }) => quietOf(settings) },
    {
      title: "LAST",
      value: ({ contact }) => relative(contact?.last_sent_at ?? null, now),
      plain: ({ contact }) => iso(contact?.last_sent_at ?? null),
    },
  ];
}

function whatOf(contact: Contact | undefined, settings: AlertSettings | null): string | null {
  if (!contact) return null;
  if (contact.state === "off") return safeLine(contact.off_reason ?? "off");
  return settings ? settingsInWords(settings) : "as alerts.webhooks says";
}

/** `all at once; digest: goal, backup; off: question; brands: ohana_market`. */
export function settingsInWords(settings: AlertSettings): string {
  const named = (way: "digest" | "off"): string[] => {
    const topics = TOPICS.filter((topic) => settings.topics[topic] === way);
    return topics.length === 0 ? [] : [`${way}: ${topics.join(", ")}`];
  };
  const least = settings.least === "info" ? "all" : `${settings.least} and more`;
  const brands = settings.brands === null ? [] : [`brands: ${settings.brands.join(", ")}`];
  return [`${least} at once`, ...named("digest"), ...named("off"), ...brands].join("; ");
}

function quietOf(settings: AlertSettings | null): string | null {
  return settings?.quiet ? `${settings.quiet.from}–${settings.quiet.to}` : null;
}
