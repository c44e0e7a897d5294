-- When a poll last read back as far as it ever does belongs to where the poll stands. A poll that never succeeded has no
-- row, and starts anew.

alter table polling_state add column deep_read_at integer;

update polling_state set deep_read_at =
  (select cast(value as integer) from meta where key = 'deep_read:' || account || ':' || item_type);

delete from meta where key >= 'deep_read:' and key < 'deep_read;';
