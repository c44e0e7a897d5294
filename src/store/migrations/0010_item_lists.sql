-- A list of items by any of a person's filters, and the counts of all lists, read this index and no rows: the rows
-- are long, and among hundreds of thousands each filter would fetch them all. `store/views/item-filter.ts` says the same
-- expressions word for word.

drop index items_by_status;
create index items_by_status on items (
  status, priority desc, created_at, id, platform, item_type, rating, brand_id, sku,
  json_extract(ai_analysis, '$.category'),
  (photos <> '[]'),
  (trim(client_text || coalesce(pros, '') || coalesce(cons, ''), ' ' || char(9, 10, 13, 160)) <> '')
);
