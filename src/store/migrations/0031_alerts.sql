-- What people are told at once, or in a summary: what happened, to whom it goes, and what has become of it.

-- One row for each event, written in the transaction that caused it.
create table alerts (
  id integer primary key autoincrement,
  -- The same event again is no second row: `negative:1042`.
  key text not null unique,
  kind text not null,
  level text not null check (level in ('info', 'notice', 'urgent')),
  -- Null: it concerns no brand, and goes to administrators.
  brand_id text,
  -- Live or archived.
  item_id integer,
  -- The only one whom it concerns; null: everybody whose settings ask for it.
  user_id integer references users (id),
  -- The whole event as JSON.
  event text not null check (json_valid(event)),
  at integer not null,
  -- When it was decided who is told.
  routed_at integer
) strict;
create index alerts_unrouted on alerts (id) where routed_at is null;
create index alerts_by_time on alerts (at);

-- Where a person is told: one row for each person, channel and address.
create table alert_contacts (
  id integer primary key autoincrement,
  -- Null: a webhook of the configuration, which belongs to nobody.
  user_id integer references users (id),
  channel text not null check (channel in ('telegram', 'max', 'email', 'webhook')),
  -- The chat, the address of mail, the name of the webhook; null while nobody has answered to the code.
  address text,
  -- The sender's number on that channel, by which presses are known; never a user name.
  sender text,
  -- The name that the channel shows, for the person to recognise.
  shown_name text,
  -- asked: a code was given; claimed: somebody has sent the code; confirmed: the person has said on the page that it is them.
  state text not null check (state in ('asked', 'claimed', 'confirmed', 'off')),
  off_reason text,
  asked_at integer not null,
  confirmed_at integer,
  off_at integer,
  last_sent_at integer,
  -- The channel has asked for this contact to be left alone until then.
  wait_until integer,
  check (state in ('asked', 'off') or address is not null),
  check (user_id is not null or channel = 'webhook')
) strict;
create unique index alert_contacts_told on alert_contacts (channel, address) where state = 'confirmed';
create unique index alert_contacts_senders on alert_contacts (channel, sender) where state = 'confirmed' and sender is not null;
create index alert_contacts_by_user on alert_contacts (user_id);
create index alert_contacts_confirmed on alert_contacts (id) where state = 'confirmed';

-- One-time codes with which a person binds a contact.
create table alert_codes (
  -- SHA-256 of the code.
  hash text primary key,
  contact_id integer not null references alert_contacts (id) on delete cascade,
  tries integer not null default 0,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict, without rowid;
create index alert_codes_by_contact on alert_codes (contact_id);

-- What a person wants to be told by a channel, where they have changed it.
create table alert_settings (
  user_id integer not null references users (id),
  channel text not null check (channel in ('telegram', 'max', 'email', 'webhook')),
  value text not null check (json_valid(value)),
  changed_at integer not null,
  primary key (user_id, channel)
) strict, without rowid;

-- What goes to one contact: an event by itself, or a summary (`alert_id` null) into which others were folded.
create table alert_deliveries (
  id integer primary key autoincrement,
  contact_id integer not null references alert_contacts (id) on delete cascade,
  alert_id integer references alerts (id) on delete cascade,
  -- The item whose card it is; null for a summary.
  item_id integer,
  -- sending: the intent, written before the message leaves; it stays there when the process dies, and is sent again.
  state text not null check (state in ('waiting', 'sending', 'sent', 'folded', 'gave_up', 'moot')),
  -- single: by itself; otherwise why it waits for a summary, or why the summary was written.
  how text not null check (how in ('single', 'quiet', 'digest', 'many', 'outage')),
  due_at integer not null,
  -- The summary that told of it.
  folded_into integer,
  -- By which the channel knows the message.
  message_id text,
  -- The version of the answer that the message shows.
  version integer,
  tries integer not null default 0,
  error text,
  created_at integer not null,
  -- When the message left; of a single, also when its intent was written.
  sent_at integer
) strict;
create unique index alert_deliveries_once on alert_deliveries (alert_id, contact_id) where alert_id is not null;
create index alert_deliveries_waiting on alert_deliveries (contact_id, due_at) where state = 'waiting';
create index alert_deliveries_sending on alert_deliveries (contact_id) where state = 'sending';
create index alert_deliveries_singles on alert_deliveries (contact_id, sent_at) where how = 'single';
create index alert_deliveries_by_item on alert_deliveries (item_id) where item_id is not null;
create index alert_deliveries_folded on alert_deliveries (folded_into) where folded_into is not null;
create index alert_deliveries_by_time on alert_deliveries (created_at);

-- The buttons of cards: what a press means stands here alone.
create table alert_buttons (
  -- 128 random bits, hexadecimal.
  id text primary key,
  delivery_id integer references alert_deliveries (id) on delete cascade,
  contact_id integer not null references alert_contacts (id) on delete cascade,
  user_id integer not null references users (id),
  item_id integer not null,
  -- The version of the answer that the card shows.
  version integer not null,
  action text not null,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict, without rowid;
create index alert_buttons_by_item on alert_buttons (item_id);
create index alert_buttons_by_delivery on alert_buttons (delivery_id);
create index alert_buttons_by_contact on alert_buttons (contact_id);
create index alert_buttons_by_expiry on alert_buttons (expires_at);

-- How each channel does: while it is away it is left alone for longer and longer.
create table alert_channels (
  channel text primary key check (channel in ('telegram', 'max', 'email', 'webhook')),
  failures integer not null default 0,
  -- Since when it has not taken anything; null while it does.
  away_since integer,
  -- Until then nothing is tried.
  open_until integer,
  error_kind text,
  error text,
  last_sent_at integer,
  -- Where listening goes on after a restart, for a channel that does not keep it itself.
  bookmark text
) strict, without rowid;
