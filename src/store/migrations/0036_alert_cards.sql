-- The messages that show an item: each copy that is known, so that a decision takes the buttons of all of them away.
create table alert_cards (
  id integer primary key autoincrement,
  contact_id integer not null references alert_contacts (id) on delete cascade,
  item_id integer not null,
  -- The event that the card tells of.
  alert_id integer references alerts (id) on delete set null,
  message_id text not null,
  -- The version of the answer that stands on it; 0: none.
  version integer not null,
  -- What it shows: '' the card, or a menu, or what has become of it.
  shows text not null,
  -- The state of the item when it was drawn; null: it has to be drawn anew.
  face text,
  -- 1: nothing on it changes any more.
  is_over integer not null check (is_over in (0, 1)),
  drawn_at integer not null
) strict;
create unique index alert_cards_by_message on alert_cards (contact_id, message_id);
create index alert_cards_by_item on alert_cards (item_id);
create index alert_cards_by_time on alert_cards (drawn_at);
create index alert_cards_open on alert_cards (id) where is_over = 0;
