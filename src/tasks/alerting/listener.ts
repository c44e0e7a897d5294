/** Who listens at a contact: a person with rights and settings of their own, or a program at a webhook of the configuration. */
import { mayBeTold, type Person } from "../../domain/access.ts";
import { TOPICS } from "../../domain/alert/event.ts";
import type { AlertSettings } from "../../domain/alert/settings.ts";
import type { Config } from "../../config/schema.ts";
import type { Reader } from "../../store/db.ts";
import type { ToldContact } from "../../store/tables/alert-contacts.ts";
import { alertSettingsOf } from "../../store/tables/alert-settings.ts";
import type { Alert } from "../../store/tables/alerts.ts";
import { userOf } from "../../store/tables/users.ts";

export interface Listener {
  contact: ToldContact;
  /** What may be told is asked of this person; a program may be told what an administrator may. */
  person: Pick<Person, "role" | "brands"> & { id: number | null };
  settings: AlertSettings;
}

/** A program takes more than a person. */
const MOST_FOR_PROGRAMS = 1_000_000;

/** @returns undefined for somebody who is dismissed, and for a webhook that the configuration names no more */
export function listenerAt(reader: Reader, config: Pick<Config, "alerts">, contact: ToldContact): Listener | undefined {
  if (contact.user_id === null) return program(config, contact);
  const user = userOf(reader, contact.user_id);
  if (!user || user.off_at !== null) return undefined;
  return { contact, person: user, settings: alertSettingsOf(reader, user.id, contact.channel) };
}

function program({ alerts }: Pick<Config, "alerts">, contact: ToldContact): Listener | undefined {
  const webhook = alerts.webhooks.find(({ name }) => name === contact.address);
  if (!webhook) return undefined;
  const { brands = null, events, least } = webhook;
  const topics = TOPICS.map((topic) => [topic, events?.includes(topic) === false ? "off" : "now"]);
  const settings = { brands, topics: Object.fromEntries(topics) as AlertSettings["topics"], least };
  const always = { quiet: null, digest: [], singles: MOST_FOR_PROGRAMS };
  return { contact, person: { id: null, role: "admin", brands }, settings: { ...settings, ...always } };
}

/** Whether the event may be told there now; asked when it is routed, and again when it is delivered. */
export function isFor({ brand_id: brand, user_id: only, kind }: Alert, { person }: Listener): boolean {
  if (only !== null && only !== person.id) return false;
  if (only !== null && brand === null) return true;
  return mayBeTold(person, { brand, forReceivers: kind === "handed_on" && only === null });
}
