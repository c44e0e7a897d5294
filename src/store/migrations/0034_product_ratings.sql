-- Beside an item stands how its product is rated; by this index it is counted without reading a row.
create index items_by_product on items (sku, platform, brand_id, created_at, rating) where sku is not null;
