-- What colleagues write to each other about an item. It stays with the item, also in the archive, and goes to no buyer.
create table notes (
  id integer primary key autoincrement,
  item_id integer not null references items (id),
  at integer not null,
  -- As in the audit log: `person:<login>`.
  author text not null,
  text text not null check (length(text) between 1 and 2000)
) strict;
create index notes_by_item on notes (item_id);

create table notes_archive (
  id integer primary key,
  item_id integer not null references items_archive (id),
  at integer not null,
  author text not null,
  text text not null
) strict;
create index notes_archive_by_item on notes_archive (item_id);
