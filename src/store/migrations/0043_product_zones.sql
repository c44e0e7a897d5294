-- What buyers say of each product was counted by UTC's days, while everything else of a shop goes by days of its own time zone.
-- A trigger does not know that zone, so a table says how far its wall clock is ahead of UTC, and when that changes. When another
-- zone is configured, its days are counted anew beside those of the zone before, slice by slice while the program works, and
-- are shown once all of them are there (`store/tables/product-days.ts`). Until then both are kept.
create table product_zones (
  zone integer primary key,
  -- As IANA names it.
  timezone text not null,
  -- Items that were written from then on (Unix ms) are counted; null once all of them are.
  counted_from integer
) strict;

create table zone_offsets (
  zone integer not null references product_zones (zone),
  -- From then on and before `until`, Unix ms, …
  since integer not null,
  until integer not null,
  -- … the wall clock is so many ms ahead of UTC.
  offset_ms integer not null,
  primary key (zone, since)
) strict, without rowid;

insert into product_zones (zone, timezone, counted_from) values (1, 'UTC', null);
insert into zone_offsets (zone, since, until, offset_ms) values (1, -9007199254740991, 9007199254740991, 0);

drop trigger product_day_of_new_item;
drop trigger product_day_of_gone_item;
drop trigger product_day_of_item_before;
drop trigger product_day_of_item_after;
drop trigger product_day_of_new_archived;
drop trigger product_day_of_gone_archived;
alter table product_days rename to product_days_of_utc;

-- Days are counted from 1970. Otherwise the rows are what they were.
create table product_days (
  zone integer not null,
  day integer not null,
  brand_id text not null,
  platform text not null,
  sku text not null,
  items integer not null,
  reviews integer not null,
  r1 integer not null,
  r2 integer not null,
  r3 integer not null,
  r4 integer not null,
  r5 integer not null,
  complaints integer not null,
  sizing integer not null,
  quality integer not null,
  delivery integer not null,
  packaging integer not null,
  price integer not null,
  appearance integer not null,
  answered integer not null,
  wait_ms integer not null,
  primary key (zone, sku, platform, brand_id, day)
) strict, without rowid;

insert into product_days (zone, day, brand_id, platform, sku, items, reviews, r1, r2, r3, r4, r5, complaints, sizing, quality, delivery, packaging, price, appearance, answered, wait_ms)
select 1, day, brand_id, platform, sku, items, reviews, r1, r2, r3, r4, r5, complaints, sizing, quality, delivery, packaging, price, appearance, answered, wait_ms from product_days_of_utc;
drop table product_days_of_utc;

create trigger product_day_of_new_item after insert on items when new.sku is not null begin
  insert into product_days (zone, day, brand_id, platform, sku, items, reviews, r1, r2, r3, r4, r5, complaints, sizing, quality, delivery, packaging, price, appearance, answered, wait_ms)
  select
    zone,
    (new.created_at + offset_ms) / 86400000,
    new.brand_id,
    new.platform,
    new.sku,
    1,
    new.item_type = 'review',
    new.rating is 1,
    new.rating is 2,
    new.rating is 3,
    new.rating is 4,
    new.rating is 5,
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0),
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'sizing',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'quality',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'delivery',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'packaging',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'price',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'appearance',
    (new.status = 'published' and new.seen_at is not null),
    iif((new.status = 'published' and new.seen_at is not null), max(coalesce(new.published_at - new.created_at, 0), 0), 0)
  from zone_offsets where since <= new.created_at and new.created_at < until
  on conflict do update set
    items = items + excluded.items,
    reviews = reviews + excluded.reviews,
    r1 = r1 + excluded.r1,
    r2 = r2 + excluded.r2,
    r3 = r3 + excluded.r3,
    r4 = r4 + excluded.r4,
    r5 = r5 + excluded.r5,
    complaints = complaints + excluded.complaints,
    sizing = sizing + excluded.sizing,
    quality = quality + excluded.quality,
    delivery = delivery + excluded.delivery,
    packaging = packaging + excluded.packaging,
    price = price + excluded.price,
    appearance = appearance + excluded.appearance,
    answered = answered + excluded.answered,
    wait_ms = wait_ms + excluded.wait_ms;
end;

create trigger product_day_of_gone_item after delete on items when old.sku is not null begin
  update product_days set
    items = items - (1),
    reviews = reviews - (old.item_type = 'review'),
    r1 = r1 - (old.rating is 1),
    r2 = r2 - (old.rating is 2),
    r3 = r3 - (old.rating is 3),
    r4 = r4 - (old.rating is 4),
    r5 = r5 - (old.rating is 5),
    complaints = complaints - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0)),
    sizing = sizing - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'sizing'),
    quality = quality - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'quality'),
    delivery = delivery - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'delivery'),
    packaging = packaging - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'packaging'),
    price = price - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'price'),
    appearance = appearance - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'appearance'),
    answered = answered - ((old.status = 'published' and old.seen_at is not null)),
    wait_ms = wait_ms - (iif((old.status = 'published' and old.seen_at is not null), max(coalesce(old.published_at - old.created_at, 0), 0), 0))
  where (zone, day) in (
    select zone, (old.created_at + offset_ms) / 86400000 from zone_offsets where since <= old.created_at and old.created_at < until
  ) and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
  delete from product_days where items = 0 and (zone, day) in (
    select zone, (old.created_at + offset_ms) / 86400000 from zone_offsets where since <= old.created_at and old.created_at < until
  ) and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
end;

-- Two triggers, because the product may be unknown before the change or after it.
create trigger product_day_of_item_before after update of sku, brand_id, platform, created_at, rating, ai_analysis, published_at, status, seen_at on items
when old.sku is not null and (
  (old.sku, old.brand_id, old.platform, old.created_at, old.rating, old.ai_analysis, old.published_at) is not
    (new.sku, new.brand_id, new.platform, new.created_at, new.rating, new.ai_analysis, new.published_at)
  or (old.status = 'published' and old.seen_at is not null) is not (new.status = 'published' and new.seen_at is not null)
) begin
  update product_days set
    items = items - (1),
    reviews = reviews - (old.item_type = 'review'),
    r1 = r1 - (old.rating is 1),
    r2 = r2 - (old.rating is 2),
    r3 = r3 - (old.rating is 3),
    r4 = r4 - (old.rating is 4),
    r5 = r5 - (old.rating is 5),
    complaints = complaints - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0)),
    sizing = sizing - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'sizing'),
    quality = quality - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'quality'),
    delivery = delivery - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'delivery'),
    packaging = packaging - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'packaging'),
    price = price - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'price'),
    appearance = appearance - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'appearance'),
    answered = answered - ((old.status = 'published' and old.seen_at is not null)),
    wait_ms = wait_ms - (iif((old.status = 'published' and old.seen_at is not null), max(coalesce(old.published_at - old.created_at, 0), 0), 0))
  where (zone, day) in (
    select zone, (old.created_at + offset_ms) / 86400000 from zone_offsets where since <= old.created_at and old.created_at < until
  ) and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
  delete from product_days where items = 0 and (zone, day) in (
    select zone, (old.created_at + offset_ms) / 86400000 from zone_offsets where since <= old.created_at and old.created_at < until
  ) and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
end;
create trigger product_day_of_item_after after update of sku, brand_id, platform, created_at, rating, ai_analysis, published_at, status, seen_at on items
when new.sku is not null and (
  (old.sku, old.brand_id, old.platform, old.created_at, old.rating, old.ai_analysis, old.published_at) is not
    (new.sku, new.brand_id, new.platform, new.created_at, new.rating, new.ai_analysis, new.published_at)
  or (old.status = 'published' and old.seen_at is not null) is not (new.status = 'published' and new.seen_at is not null)
) begin
  insert into product_days (zone, day, brand_id, platform, sku, items, reviews, r1, r2, r3, r4, r5, complaints, sizing, quality, delivery, packaging, price, appearance, answered, wait_ms)
  select
    zone,
    (new.created_at + offset_ms) / 86400000,
    new.brand_id,
    new.platform,
    new.sku,
    1,
    new.item_type = 'review',
    new.rating is 1,
    new.rating is 2,
    new.rating is 3,
    new.rating is 4,
    new.rating is 5,
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0),
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'sizing',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'quality',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'delivery',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'packaging',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'price',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'appearance',
    (new.status = 'published' and new.seen_at is not null),
    iif((new.status = 'published' and new.seen_at is not null), max(coalesce(new.published_at - new.created_at, 0), 0), 0)
  from zone_offsets where since <= new.created_at and new.created_at < until
  on conflict do update set
    items = items + excluded.items,
    reviews = reviews + excluded.reviews,
    r1 = r1 + excluded.r1,
    r2 = r2 + excluded.r2,
    r3 = r3 + excluded.r3,
    r4 = r4 + excluded.r4,
    r5 = r5 + excluded.r5,
    complaints = complaints + excluded.complaints,
    sizing = sizing + excluded.sizing,
    quality = quality + excluded.quality,
    delivery = delivery + excluded.delivery,
    packaging = packaging + excluded.packaging,
    price = price + excluded.price,
    appearance = appearance + excluded.appearance,
    answered = answered + excluded.answered,
    wait_ms = wait_ms + excluded.wait_ms;
end;

create trigger product_day_of_new_archived after insert on items_archive when new.sku is not null begin
  insert into product_days (zone, day, brand_id, platform, sku, items, reviews, r1, r2, r3, r4, r5, complaints, sizing, quality, delivery, packaging, price, appearance, answered, wait_ms)
  select
    zone,
    (new.created_at + offset_ms) / 86400000,
    new.brand_id,
    new.platform,
    new.sku,
    1,
    new.item_type = 'review',
    new.rating is 1,
    new.rating is 2,
    new.rating is 3,
    new.rating is 4,
    new.rating is 5,
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0),
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'sizing',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'quality',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'delivery',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'packaging',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'price',
    coalesce(json_extract(new.ai_analysis, '$.sentiment') = 'negative', new.rating <= 3, 0) and json_extract(new.ai_analysis, '$.category') is 'appearance',
    (new.status = 'published' and new.seen_at is not null),
    iif((new.status = 'published' and new.seen_at is not null), max(coalesce(new.published_at - new.created_at, 0), 0), 0)
  from zone_offsets where since <= new.created_at and new.created_at < until
  on conflict do update set
    items = items + excluded.items,
    reviews = reviews + excluded.reviews,
    r1 = r1 + excluded.r1,
    r2 = r2 + excluded.r2,
    r3 = r3 + excluded.r3,
    r4 = r4 + excluded.r4,
    r5 = r5 + excluded.r5,
    complaints = complaints + excluded.complaints,
    sizing = sizing + excluded.sizing,
    quality = quality + excluded.quality,
    delivery = delivery + excluded.delivery,
    packaging = packaging + excluded.packaging,
    price = price + excluded.price,
    appearance = appearance + excluded.appearance,
    answered = answered + excluded.answered,
    wait_ms = wait_ms + excluded.wait_ms;
end;

create trigger product_day_of_gone_archived after delete on items_archive when old.sku is not null begin
  update product_days set
    items = items - (1),
    reviews = reviews - (old.item_type = 'review'),
    r1 = r1 - (old.rating is 1),
    r2 = r2 - (old.rating is 2),
    r3 = r3 - (old.rating is 3),
    r4 = r4 - (old.rating is 4),
    r5 = r5 - (old.rating is 5),
    complaints = complaints - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0)),
    sizing = sizing - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'sizing'),
    quality = quality - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'quality'),
    delivery = delivery - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'delivery'),
    packaging = packaging - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'packaging'),
    price = price - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'price'),
    appearance = appearance - (coalesce(json_extract(old.ai_analysis, '$.sentiment') = 'negative', old.rating <= 3, 0) and json_extract(old.ai_analysis, '$.category') is 'appearance'),
    answered = answered - ((old.status = 'published' and old.seen_at is not null)),
    wait_ms = wait_ms - (iif((old.status = 'published' and old.seen_at is not null), max(coalesce(old.published_at - old.created_at, 0), 0), 0))
  where (zone, day) in (
    select zone, (old.created_at + offset_ms) / 86400000 from zone_offsets where since <= old.created_at and old.created_at < until
  ) and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
  delete from product_days where items = 0 and (zone, day) in (
    select zone, (old.created_at + offset_ms) / 86400000 from zone_offsets where since <= old.created_at and old.created_at < until
  ) and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
end;
