-- The polls of many accounts take turns: each fires so long after the times of its pattern.
alter table schedules add column offset_ms integer not null default 0;
-- What is due is found without reading the schedules of all accounts.
create index schedules_due on schedules (next_at) where enabled = 1;
