-- How long buyers waited for the answers of a period is counted by this index alone; the rows are long.

drop index items_by_published;
create index items_by_published on items (published_at, created_at, item_type, priority, brand_id)
  where published_at is not null;
