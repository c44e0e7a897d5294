-- The audit log is append-only: each entry carries a hash of itself and of the entry before, and the database refuses
-- to change or delete one, except that archived items take theirs along and that old ones leave their hash behind.
alter table audit add column salt blob;
alter table audit add column hash blob;
alter table audit_archive add column salt blob;
alter table audit_archive add column hash blob;

-- What the retention has deleted. Each id from 1 to the newest is in one of the three tables.
create table audit_dropped (
  id integer primary key,
  -- Null: deleted before there was a chain.
  hash blob
) strict;
create index audit_dropped_hash on audit_dropped (id) where hash is not null;

with recursive
  kept (id) as (
    select id from audit union all select id from audit_archive
    union all select seq + 1 from sqlite_sequence where name = 'audit'
  ),
  ends (id, previous) as (select id, lag(id, 1, 0) over (order by id) from kept),
  hole (id, until) as (
    select previous + 1, id - 1 from ends where id > previous + 1
    union all select id + 1, until from hole where id < until
  )
insert into audit_dropped (id) select id from hole;

-- An entry without a hash was written by an earlier version of the program; it gets its hash before the next entry.
create trigger audit_is_not_changed before update on audit
when not (old.hash is null and new.hash is not null and new.id is old.id and new.at is old.at
  and new.actor is old.actor and new.action is old.action and new.item_id is old.item_id
  and new.before is old.before and new.after is old.after)
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_is_not_replaced before insert on audit when exists (select 1 from audit where id = new.id)
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_is_not_deleted before delete on audit
when not exists (select 1 from audit_dropped d where d.id = old.id and d.hash is old.hash)
  and not exists (select 1 from audit_archive a where a.id = old.id and a.at is old.at and a.actor is old.actor
    and a.action is old.action and a.item_id is old.item_id and a.before is old.before and a.after is old.after
    and a.salt is old.salt and a.hash is old.hash)
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_archive_is_not_changed before update on audit_archive
when not (old.hash is null and new.hash is not null and new.id is old.id and new.at is old.at
  and new.actor is old.actor and new.action is old.action and new.item_id is old.item_id
  and new.before is old.before and new.after is old.after)
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_archive_is_not_replaced before insert on audit_archive
when exists (select 1 from audit_archive where id = new.id)
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_archive_is_not_deleted before delete on audit_archive
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_dropped_has_its_entry before insert on audit_dropped
when not exists (select 1 from audit where id = new.id and item_id is null and hash is new.hash)
  or exists (select 1 from audit_dropped where id = new.id)
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_dropped_is_not_changed before update on audit_dropped
begin
  select raise(abort, 'the audit log is append-only');
end;

create trigger audit_dropped_is_not_deleted before delete on audit_dropped
begin
  select raise(abort, 'the audit log is append-only');
end;
