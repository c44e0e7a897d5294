-- When the marketplace was last asked about an item that its lists no longer show.

create table item_checks (
  item_id integer primary key references items (id) on delete cascade,
  checked_at integer not null
) strict;
create index items_waiting on items (account, item_type, created_at) where status in ('pending_review', 'escalated');
