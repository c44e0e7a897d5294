-- What went out is listed by when it was sent, filtered and counted by this index alone: place and brand stand with the
-- answer for its sake. Who had approved it is kept when moderation takes an answer down and its approval ends.

alter table responses add column platform text;
alter table responses add column brand_id text;
alter table responses add column published_by text;
alter table responses_archive add column published_by text;

update responses set (platform, brand_id) = (select platform, brand_id from items where id = item_id);
create trigger brand_of_answer after update of brand_id on items begin
  update responses set brand_id = new.brand_id where item_id = new.id;
end;

update responses set published_by = approved_by where status = 'published';
update responses_archive set published_by = approved_by where status = 'published';
update responses set published_by = (
  select actor from audit where audit.item_id = responses.item_id and action = 'approve' order by id desc limit 1)
where status = 'draft' and published_at is not null and publish_error is not null;

create index responses_sent on responses (
  (case when status = 'published' then published_at when status <> 'draft' then approved_at
    when publish_error is not null then published_at end),
  item_id,
  (case when status = 'published' then iif(moderation is 'live', 'live', 'pending') when status = 'draft' then 'rejected'
    when status = 'failed' or publish_error is not null then 'unsent' else 'leaving' end),
  (coalesce(approved_by, published_by)),
  (final_text is not null),
  platform,
  brand_id
);

-- The words are those of the index. A draft was sent only if it was published, and then taken down for a reason.
create view sent_answers as
  select item_id, platform, brand_id,
    (case when status = 'published' then published_at when status <> 'draft' then approved_at
      when publish_error is not null then published_at end) as sent_at,
    (case when status = 'published' then iif(moderation is 'live', 'live', 'pending') when status = 'draft' then 'rejected'
      when status = 'failed' or publish_error is not null then 'unsent' else 'leaving' end) as fate,
    (coalesce(approved_by, published_by)) as sent_by,
    (final_text is not null) as edited
  from responses
  where (case when status = 'published' then published_at when status <> 'draft' then approved_at
    when publish_error is not null then published_at end) is not null;
