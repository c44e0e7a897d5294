-- When somebody last opened an item: what has changed since, or was never opened, is marked in their list.
create table looks (
  user_id integer not null references users (id),
  item_id integer not null,
  seen_at integer not null,
  primary key (user_id, item_id)
) strict, without rowid;
create index looks_by_time on looks (seen_at);
