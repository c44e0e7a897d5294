-- What people have changed on the pages in the place of the configuration file's values. Earlier values are in the audit.
create table settings (
  -- `approval.rules`, `brands.<id>.tone`
  path text primary key,
  value text not null check (json_valid(value)),
  changed_at integer not null,
  -- As in the audit log: `person:<login>`.
  changed_by text not null
) strict, without rowid;
