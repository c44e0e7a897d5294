-- An account moves to another cell's database with its rows: docs/cells.md. The row of a move stays, on the side that is left
-- so that the account never works there again by mistake.
create table account_moves (
  account text primary key,
  -- The same in both databases.
  move text not null,
  -- Left: leaving, frozen, gone, left. Entered: arriving, here.
  step text not null check (step in ('leaving', 'frozen', 'gone', 'left', 'arriving', 'here')),
  -- The database on the other side.
  other text not null,
  begun_at integer not null,
  changed_at integer not null
) strict, without rowid;

-- Which item of the other database an item here was. Ids are never used twice, so a moved item gets a new one.
create table moved_items (
  move text not null,
  old_id integer not null,
  new_id integer not null,
  primary key (move, old_id)
) strict, without rowid;

-- While its rows are copied, nothing of an account changes, whoever tries.
create trigger item_of_frozen_account_is_not_changed before update on items
when exists (select 1 from account_moves where account = old.account and step = 'frozen')
begin
  select raise(abort, 'the account is being moved to another cell');
end;
create trigger item_of_frozen_account_is_not_deleted before delete on items
when exists (select 1 from account_moves where account = old.account and step = 'frozen')
begin
  select raise(abort, 'the account is being moved to another cell');
end;
create trigger item_of_frozen_account_is_not_new before insert on items
when exists (select 1 from account_moves where account = new.account and step = 'frozen')
begin
  select raise(abort, 'the account is being moved to another cell');
end;
create trigger answer_of_frozen_account_is_not_changed before update on responses
when exists (select 1 from account_moves where step = 'frozen'
  and account = (select account from items where id = old.item_id))
begin
  select raise(abort, 'the account is being moved to another cell');
end;
create trigger answer_of_frozen_account_is_not_new before insert on responses
when exists (select 1 from account_moves where step = 'frozen'
  and account = (select account from items where id = new.item_id))
begin
  select raise(abort, 'the account is being moved to another cell');
end;
create trigger send_of_frozen_account_is_not_new before insert on publish_attempts
when exists (select 1 from account_moves where step = 'frozen'
  and account = (select account from items where id = new.item_id))
begin
  select raise(abort, 'the account is being moved to another cell');
end;
create trigger note_of_frozen_account_is_not_new before insert on notes
when exists (select 1 from account_moves where step = 'frozen'
  and account = (select account from items where id = new.item_id))
begin
  select raise(abort, 'the account is being moved to another cell');
end;

-- A move takes what was spent on an item along.
create index ai_usage_by_item on ai_usage (item_id) where item_id is not null;

-- The archived entries of the log stay when their item leaves: they are what was done here.
create table kept_audit as select * from audit_archive;
drop table audit_archive;
create table audit_archive (
  id integer primary key,
  at integer not null,
  actor text not null,
  action text not null,
  item_id integer not null,
  before text,
  after text,
  salt blob,
  hash blob
) strict;
insert into audit_archive select id, at, actor, action, item_id, before, after, salt, hash from kept_audit;
drop table kept_audit;
create index audit_archive_by_item on audit_archive (item_id);
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
