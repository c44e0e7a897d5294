-- What a poll could not look up (product, brand, photos) is not known, which is not the same as absent: such an item is
-- looked up again. An item of unknown brand carries the brand of its account meanwhile, and no answer is drafted in it.

alter table items add column incomplete integer not null default 0 check (incomplete in (0, 1));
alter table items add column brand_known integer not null default 1 check (brand_known in (0, 1));
alter table items_archive add column incomplete integer not null default 0;
alter table items_archive add column brand_known integer not null default 1;

create index items_to_look_up on items (account, item_type, created_at) where incomplete = 1 or brand_known = 0;
