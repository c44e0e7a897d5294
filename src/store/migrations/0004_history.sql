-- An archived item takes its sends and its history along; both halves of the items in one view; more daily figures,
-- which the next calculation fills in for every day.

create table publish_attempts_archive (
  id integer primary key,
  item_id integer not null references items_archive (id),
  job_id integer not null,
  text text not null,
  intent_at integer not null,
  outcome text not null,
  outcome_at integer,
  error text,
  remote_id text,
  resolution text,
  resolved_at integer
) strict;
create index publish_attempts_archive_by_item on publish_attempts_archive (item_id);
create index publish_attempts_archive_sent on publish_attempts_archive (intent_at) where outcome = 'accepted' or resolution = 'found';
create index publish_attempts_sent on publish_attempts (intent_at) where outcome = 'accepted' or resolution = 'found';

create table audit_archive (
  id integer primary key,
  at integer not null,
  actor text not null,
  action text not null,
  item_id integer not null references items_archive (id),
  before text,
  after text
) strict;
create index audit_archive_by_item on audit_archive (item_id);
create index audit_of_no_item on audit (at) where item_id is null;

create index items_archive_by_fetched on items_archive (fetched_at);

-- Both halves give each column the same affinity (hence the cast): only then is the view searched by the indexes.
create view all_items as
  select id, account, platform, item_type, external_id, sku, product_name, brand_id, client_name, client_text,
  pros, cons, rating, photos, order_cancelled, ai_analysis, status, priority, error_message, skip_reason, raw_data,
  created_at, fetched_at, updated_at, published_at, cast(null as integer) as archived_at from items
  union all
  select id, account, platform, item_type, external_id, sku, product_name, brand_id, client_name, client_text,
  pros, cons, rating, photos, order_cancelled, ai_analysis, status, priority, error_message, skip_reason, raw_data,
  created_at, fetched_at, updated_at, published_at, archived_at from items_archive;

alter table analytics add column median_response_min real;
alter table analytics add column within_30m_count integer not null default 0;
alter table analytics add column within_day_count integer not null default 0;
alter table analytics add column received_count integer not null default 0;
alter table analytics add column answered_count integer not null default 0;
delete from meta where key = 'analytics_through';
