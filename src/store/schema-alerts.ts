/** The tables of what people are told, as Kysely sees them; the columns are explained in the migration. */
import type { Generated } from "kysely";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import type { AlertKind, Level } from "../domain/alert/event.ts";
import type { How } from "../domain/alert/plan.ts";

export interface AlertsTable {
  id: Generated<number>;
  key: string;
  kind: AlertKind;
  level: Level;
  brand_id: string | null;
  item_id: number | null;
  user_id: number | null;
  /** JSON of an `AlertEvent`. */
  event: string;
  at: number;
  /** In a hub, the cell in which it has happened. */
  cell: Generated<string | null>;
  routed_at: Generated<number | null>;
}

interface ProductSignalsTable {
  brand_id: string;
  product: string;
  signal: string;
  since: number;
  seen_at: number;
}

export interface AlertContactsTable {
  id: Generated<number>;
  user_id: number | null;
  channel: ChannelName;
  address: string | null;
  sender: string | null;
  shown_name: string | null;
  state: "asked" | "claimed" | "confirmed" | "off";
  off_reason: string | null;
  asked_at: number;
  confirmed_at: number | null;
  off_at: number | null;
  last_sent_at: number | null;
  wait_until: number | null;
}

interface AlertCodesTable {
  hash: string;
  contact_id: number;
  tries: Generated<number>;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

interface AlertSettingsTable {
  user_id: number;
  channel: ChannelName;
  /** JSON of `AlertSettings`. */
  value: string;
  changed_at: number;
}

export interface AlertDeliveriesTable {
  id: Generated<number>;
  contact_id: number;
  alert_id: number | null;
  item_id: number | null;
  state: "waiting" | "sending" | "sent" | "folded" | "gave_up" | "moot";
  how: How;
  due_at: number;
  folded_into: Generated<number | null>;
  message_id: Generated<string | null>;
  version: Generated<number | null>;
  tries: Generated<number>;
  error: Generated<string | null>;
  created_at: number;
  sent_at: Generated<number | null>;
}

interface AlertButtonsTable {
  id: string;
  delivery_id: number | null;
  contact_id: number;
  user_id: number;
  item_id: number;
  version: number;
  action: string;
  read: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface AlertChannelsTable {
  channel: ChannelName;
  failures: number;
  away_since: number | null;
  open_until: number | null;
  error_kind: string | null;
  error: string | null;
  last_sent_at: number | null;
  bookmark: Generated<string | null>;
}

export interface AlertCardsTable {
  id: Generated<number>;
  contact_id: number;
  item_id: number;
  alert_id: number | null;
  message_id: string;
  version: number;
  shows: string;
  face: string | null;
  is_over: 0 | 1;
  drawn_at: number;
  read: string | null;
}

interface CellFeedsTable {
  cell: string;
  after_id: number;
  after_key: string;
}

interface HubPressesTable {
  id: string;
  item_id: number;
  /** JSON. */
  outcome: string;
  at: number;
}

export interface AlertsSchema {
  cell_feeds: CellFeedsTable;
  hub_presses: HubPressesTable;
  alerts: AlertsTable;
  alert_contacts: AlertContactsTable;
  alert_codes: AlertCodesTable;
  alert_settings: AlertSettingsTable;
  alert_deliveries: AlertDeliveriesTable;
  alert_buttons: AlertButtonsTable;
  alert_channels: AlertChannelsTable;
  alert_cards: AlertCardsTable;
  product_signals: ProductSignalsTable;
}
