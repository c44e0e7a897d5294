-- The priority of a job says its class, what comes first within it, and how old its item is (domain/job-priority.ts).
-- An account that has been read before has no first backlog.

alter table polling_state add column first_read_at integer;
update polling_state set first_read_at = 0 where watermark is not null;

update jobs set priority = (
  select (((iif(jobs.kind = 'regenerate_response' or i.priority >= iif(i.item_type = 'question', 100, 40), 2,
      i.item_type = 'question') * 2 + (jobs.kind <> 'analyze_item')) * 2 + 1) + 1) * 10000000000
    - min(max(i.created_at / 1000, 1), 10000000000)
  from items i where i.id = jobs.item_id)
where state <> 'done' and item_id in (select id from items);
