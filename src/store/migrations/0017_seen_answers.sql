-- When the marketplace first showed our published answer; null while it has only said that it accepts it.
alter table items add column seen_at integer;
update items set seen_at = published_at where status = 'published';
-- When a look first found that the published answer was not there; null while it is.
alter table responses add column missed_at integer;
create index items_unseen on items (account, item_type) where status = 'published' and seen_at is null;

-- An accepted send is resolved like one of unknown outcome: it was found there or it was not.
update publish_attempts set resolution = 'found', resolved_at = outcome_at where outcome = 'accepted' and resolution is null;
update publish_attempts_archive set resolution = 'found', resolved_at = outcome_at where outcome = 'accepted' and resolution is null;
delete from meta where key = 'analytics_through';

drop view all_items;
create view all_items as
  select id, account, platform, item_type, external_id, sku, product_name, brand_id, client_name, client_text,
  pros, cons, rating, photos, order_cancelled, ai_analysis, status, priority, error_message, skip_reason, raw_data,
  created_at, fetched_at, updated_at, published_at, seen_at, cast(null as integer) as archived_at from items
  union all
  select id, account, platform, item_type, external_id, sku, product_name, brand_id, client_name, client_text,
  pros, cons, rating, photos, order_cancelled, ai_analysis, status, priority, error_message, skip_reason, raw_data,
  created_at, fetched_at, updated_at, published_at, published_at as seen_at, archived_at from items_archive;
