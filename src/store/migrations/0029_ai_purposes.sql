-- Analysis and draft may come in one call, and a second look at a draft is counted by itself.

create table ai_usage_of_purposes (
  id integer primary key autoincrement,
  at integer not null,
  item_id integer,
  purpose text not null check (purpose in ('analyze', 'draft', 'answer', 'judge')),
  model text not null,
  input_tokens integer not null,
  output_tokens integer not null,
  cost real
) strict;
insert into ai_usage_of_purposes (id, at, item_id, purpose, model, input_tokens, output_tokens, cost)
  select id, at, item_id, purpose, model, input_tokens, output_tokens, cost from ai_usage;
drop table ai_usage;
alter table ai_usage_of_purposes rename to ai_usage;
create index ai_usage_by_time on ai_usage (at);
