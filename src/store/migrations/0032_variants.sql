-- Drafts to choose from, which a person has asked for. They are for one version of the answer and go with the answer.
create table variants (
  item_id integer not null references responses (item_id) on delete cascade,
  place integer not null check (place between 1 and 3),
  -- The version of the answer that they may take the place of.
  version integer not null,
  text text not null,
  problems text not null check (json_valid(problems)),
  model text not null,
  prompt_hash text not null,
  created_at integer not null,
  primary key (item_id, place)
) strict, without rowid;
