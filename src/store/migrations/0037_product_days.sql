-- What buyers say of each product, by day: the pages sum these rows and read no items. Triggers keep them in the transaction
-- that changes an item, so a late answer touches its own day only. Days are UTC's, counted from 1970: a trigger does not know
-- the business time zone. Older days than any page asks for are deleted at night, and only those are filled in here: what still
-- changes in a deleted day leaves a row that is deleted again. A complaint is what `store/views/complaints.ts` says, an answer counts once it has been seen.
create table product_days (
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
  primary key (sku, platform, brand_id, day)
) strict, without rowid;

insert into product_days
select created_at / 86400000, brand_id, platform, sku,
  sum(1),
  sum(item_type = 'review'),
  sum(rating is 1),
  sum(rating is 2),
  sum(rating is 3),
  sum(rating is 4),
  sum(rating is 5),
  sum(coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0)),
  sum(coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0) and json_extract(ai_analysis, '$.category') is 'sizing'),
  sum(coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0) and json_extract(ai_analysis, '$.category') is 'quality'),
  sum(coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0) and json_extract(ai_analysis, '$.category') is 'delivery'),
  sum(coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0) and json_extract(ai_analysis, '$.category') is 'packaging'),
  sum(coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0) and json_extract(ai_analysis, '$.category') is 'price'),
  sum(coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0) and json_extract(ai_analysis, '$.category') is 'appearance'),
  sum((status = 'published' and seen_at is not null)),
  sum(iif((status = 'published' and seen_at is not null), max(coalesce(published_at - created_at, 0), 0), 0))
from all_items where sku is not null and created_at >= (unixepoch('now') - 100 * 86400) * 1000
group by 1, 2, 3, 4;

create trigger product_day_of_new_item after insert on items when new.sku is not null begin
  insert into product_days (day, brand_id, platform, sku, items, reviews, r1, r2, r3, r4, r5, complaints, sizing, quality, delivery, packaging, price, appearance, answered, wait_ms) values (
    new.created_at / 86400000,
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
  ) on conflict do update set
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
  where day = old.created_at / 86400000 and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
  delete from product_days where items = 0 and day = old.created_at / 86400000 and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
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
  where day = old.created_at / 86400000 and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
  delete from product_days where items = 0 and day = old.created_at / 86400000 and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
end;
create trigger product_day_of_item_after after update of sku, brand_id, platform, created_at, rating, ai_analysis, published_at, status, seen_at on items
when new.sku is not null and (
  (old.sku, old.brand_id, old.platform, old.created_at, old.rating, old.ai_analysis, old.published_at) is not
    (new.sku, new.brand_id, new.platform, new.created_at, new.rating, new.ai_analysis, new.published_at)
  or (old.status = 'published' and old.seen_at is not null) is not (new.status = 'published' and new.seen_at is not null)
) begin
  insert into product_days (day, brand_id, platform, sku, items, reviews, r1, r2, r3, r4, r5, complaints, sizing, quality, delivery, packaging, price, appearance, answered, wait_ms) values (
    new.created_at / 86400000,
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
  ) on conflict do update set
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
  insert into product_days (day, brand_id, platform, sku, items, reviews, r1, r2, r3, r4, r5, complaints, sizing, quality, delivery, packaging, price, appearance, answered, wait_ms) values (
    new.created_at / 86400000,
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
  ) on conflict do update set
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
  where day = old.created_at / 86400000 and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
  delete from product_days where items = 0 and day = old.created_at / 86400000 and brand_id = old.brand_id and platform = old.platform and sku = old.sku;
end;
