-- Alerts over cells: a hub tells of what has happened in them, and carries presses to them.

-- In a hub: the cell in which it has happened; null: here.
alter table alerts add column cell text;
create index alerts_by_item on alerts (item_id) where item_id is not null;

-- A fingerprint of the answer's text that the message shows.
alter table alert_cards add column read text;
alter table alert_buttons add column read text;

-- In a hub: up to which event each cell has been listened to.
create table cell_feeds (
  cell text primary key,
  -- The number and the key of that event in the cell; 0 and '' before the first.
  after_id integer not null,
  after_key text not null
) strict, without rowid;

-- In a cell: what has become of the presses that its hub has brought, so that a repeat is harmless.
create table hub_presses (
  id text primary key,
  item_id integer not null,
  -- As the hub was told, JSON.
  outcome text not null check (json_valid(outcome)),
  at integer not null
) strict, without rowid;
create index hub_presses_by_time on hub_presses (at);
