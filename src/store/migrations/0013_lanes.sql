-- Polls and sends have a lane for each marketplace. Jobs that are over can be retried, so they move as well; only those
-- that are done cannot.

update jobs set lane = 'poll_' || substr(kind, 6, instr(substr(kind, 6), '_') - 1)
where lane = 'poll' and state <> 'done';
update jobs set lane = 'publish_' || coalesce((select platform from items where id = jobs.item_id), 'wb')
where lane = 'publish' and state <> 'done';

update meta set value = (
  select json_group_object(lanes.lane, json(paused.value))
  from json_each(meta.value) paused
  join (
    select column1 as name, column2 as lane from (values
      ('ai', 'ai'),
      ('poll', 'poll_wb'), ('poll', 'poll_ozon'), ('poll', 'poll_ym'),
      ('publish', 'publish_wb'), ('publish', 'publish_ozon'), ('publish', 'publish_ym'))
  ) lanes on lanes.name = paused.key)
where key = 'paused_lanes';
