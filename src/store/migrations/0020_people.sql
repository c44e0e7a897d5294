-- The people who sign in.
create table users (
  id integer primary key autoincrement,
  login text not null unique check (login = lower(login)),
  name text not null,
  role text not null check (role in ('viewer', 'manager', 'senior', 'admin')),
  -- The ids of the brands as a JSON array; null: all.
  brands text check (brands is null or json_type(brands) = 'array'),
  -- A PHC string; null until the person has set one.
  password text,
  password_changed_at integer,
  created_at integer not null,
  created_by text not null,
  -- When the person was dismissed.
  off_at integer,
  -- When a session of the person was last used; it outlives the sessions.
  last_seen_at integer
) strict;

create table sessions (
  -- Of the token only the SHA-256 is stored, in hex.
  token_hash text primary key,
  user_id integer not null references users (id),
  created_at integer not null,
  last_seen_at integer not null,
  -- When it ends even if it is used.
  expires_at integer not null,
  remembered integer not null check (remembered in (0, 1)),
  address text not null,
  agent text not null check (length(agent) <= 200)
) strict, without rowid;
create index sessions_of_user on sessions (user_id);
create index sessions_by_end on sessions (expires_at);

create table one_time_links (
  -- Of the code only the SHA-256 is stored, in hex.
  hash text primary key,
  kind text not null check (kind in ('first', 'invite', 'password')),
  -- Whose password it sets; null when the one who opens it becomes a new person, of this role and these brands.
  user_id integer references users (id),
  role text check (role in ('viewer', 'manager', 'senior', 'admin')),
  brands text check (brands is null or json_type(brands) = 'array'),
  created_by text not null,
  created_at integer not null,
  expires_at integer not null,
  used_at integer,
  check ((user_id is null) = (role is not null))
) strict, without rowid;
create index one_time_links_of_user on one_time_links (user_id) where user_id is not null;

-- Wrong passwords of the last minutes, by the SHA-256 of whom or where they came from.
create table sign_in_tries (
  key text primary key,
  tries integer not null,
  last_at integer not null
) strict, without rowid;
