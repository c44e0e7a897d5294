-- The archive keeps when an answer was first seen, and when it was missed, as it keeps everything else of an item.
alter table items_archive add column seen_at integer;
update items_archive set seen_at = published_at where status = 'published';
alter table responses_archive add column missed_at integer;

drop view all_items;
create view all_items as
  select id, account, platform, item_type, external_id, sku, product_name, brand_id, client_name, client_text,
  pros, cons, rating, photos, order_cancelled, ai_analysis, status, priority, error_message, skip_reason, raw_data,
  created_at, fetched_at, updated_at, published_at, seen_at, cast(null as integer) as archived_at from items
  union all
  select id, account, platform, item_type, external_id, sku, product_name, brand_id, client_name, client_text,
  pros, cons, rating, photos, order_cancelled, ai_analysis, status, priority, error_message, skip_reason, raw_data,
  created_at, fetched_at, updated_at, published_at, seen_at, archived_at from items_archive;
