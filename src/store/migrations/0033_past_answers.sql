-- Answers that people of a brand gave: here, in the cabinets before us, and those of files. Drafts are written after them.
create table past_answers (
  id integer primary key,
  -- `here`: published by this program on a person's word; `marketplace`, `file`: learned.
  source text not null check (source in ('here', 'marketplace', 'file')),
  -- Empty for a file that names none.
  account text not null,
  platform text check (platform in ('wb', 'ozon', 'ym')),
  item_type text not null check (item_type in ('review', 'question')),
  -- The marketplace's; of a file without ids a mark of what stands in the row.
  external_id text not null,
  brand_id text not null,
  sku text,
  product_name text,
  client_name text,
  rating integer check (rating between 1 and 5),
  buyer_text text not null,
  answer text not null,
  category text,
  -- How much it tells of the brand: 3 a draft that a person changed, 2 a person's own text, 1 as it was drafted or found.
  weight integer not null check (weight between 1 and 3),
  -- Null where nobody has told it.
  reviewed_at integer,
  answered_at integer,
  -- As in the audit log; null for a learned answer.
  answered_by text,
  learned_at integer not null,
  -- No pattern any more, on a person's word.
  dropped_at integer,
  dropped_by text,
  unique (account, item_type, external_id)
) strict;
create index past_answers_alike on past_answers (brand_id, item_type, rating, category, weight, answered_at)
where dropped_at is null;
create index past_answers_strongest on past_answers (brand_id, weight, answered_at) where dropped_at is null;
create index past_answers_by_brand on past_answers (brand_id, source, answered_at);

insert into past_answers (source, account, platform, item_type, external_id, brand_id, sku, product_name, client_name,
  rating, buyer_text, answer, category, weight, reviewed_at, answered_at, answered_by, learned_at)
select 'here', i.account, i.platform, i.item_type, i.external_id, i.brand_id, i.sku, i.product_name, i.client_name,
  i.rating, trim(i.client_text || char(10) || coalesce(i.pros, '') || char(10) || coalesce(i.cons, ''), ' ' || char(10)),
  coalesce(r.final_text, r.draft_text), json_extract(i.ai_analysis, '$.category'),
  case when r.final_text is null or r.final_text = r.draft_text and r.model not like 'person:%' and r.model not like 'token:%'
    then 1 when r.final_text = r.draft_text then 2 else 3 end,
  i.created_at, i.published_at, r.approved_by, i.published_at
from (
  select account, platform, item_type, external_id, brand_id, sku, product_name, client_name, rating, client_text, pros,
    cons, ai_analysis, created_at, published_at, id from items where status = 'published' and brand_known = 1
  union all
  select account, platform, item_type, external_id, brand_id, sku, product_name, client_name, rating, client_text, pros,
    cons, ai_analysis, created_at, published_at, id from items_archive where status = 'published'
) i
join (
  select item_id, final_text, draft_text, model, approved_by from responses
  union all
  select item_id, final_text, draft_text, model, approved_by from responses_archive
) r on r.item_id = i.id
where r.approved_by like 'person:%' or r.approved_by like 'token:%'
on conflict do nothing;
