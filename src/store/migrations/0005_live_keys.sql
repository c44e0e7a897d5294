-- The same keys as before (a job is over exactly when it has an end), but a claim leaves the index as it is.

drop index jobs_live_key;
create unique index jobs_live_key on jobs (key) where key is not null and finished_at is null;
