-- A job costs less to write. The rules about states are said without lists: SQLite builds a table of its own for each
-- list of a check, each time a row is written. And a job that is done is its own record of the attempt that did it,
-- which nearly every attempt is: `job_attempts` keeps the others, `attempts` shows all.
-- A check cannot be changed, so the rows are copied; ids go on where they were.
-- A daemon of the version before may still be running: what it ends has no owner and a row in `job_attempts`, as before.

create table new_jobs (
  id integer primary key autoincrement,
  kind text not null,
  lane text not null,
  key text,
  args text not null,
  priority integer not null,
  state text not null,
  run_at integer not null,
  attempt integer not null,
  excused integer not null,
  crashes integer not null,
  max_attempts integer not null,
  owner text,
  lease_until integer,
  item_id integer,
  account text,
  scheduled_for integer,
  result text,
  error_code text,
  error text,
  created_at integer not null,
  started_at integer,
  finished_at integer,
  check (state = 'done' or (state = 'running') = (owner is not null)),
  check ((state = 'done' or state = 'failed' or state = 'cancelled') = (finished_at is not null)),
  check (finished_at is not null or state = 'running' or state = 'ready' or state = 'scheduled')
) strict;
create table new_job_attempts (
  job_id integer not null references new_jobs (id) on delete cascade,
  attempt integer not null,
  owner text not null,
  started_at integer not null,
  finished_at integer not null,
  outcome text not null,
  error_code text,
  error text,
  primary key (job_id, attempt),
  check (outcome = 'done' or outcome = 'snoozed' or outcome = 'failed' or outcome = 'timed_out'
    or outcome = 'interrupted' or outcome = 'crashed')
) strict, without rowid;
insert into new_jobs
  select id, kind, lane, key, args, priority, state, run_at, attempt, excused, crashes, max_attempts,
    iif(state = 'done', coalesce((select a.owner from job_attempts a where a.job_id = jobs.id and a.attempt = jobs.attempt), ''), owner),
    lease_until, item_id, account, scheduled_for, result, error_code, error, created_at, started_at, finished_at
  from jobs;
insert into new_job_attempts
  select a.* from job_attempts a join jobs j on j.id = a.job_id where not (j.state = 'done' and a.attempt = j.attempt);
delete from sqlite_sequence where name = 'new_jobs';
insert into sqlite_sequence select 'new_jobs', seq from sqlite_sequence where name = 'jobs';
drop table job_attempts;
drop table jobs;
alter table new_jobs rename to jobs;
alter table new_job_attempts rename to job_attempts;
create view attempts as
  select job_id, attempt, owner, started_at, finished_at, outcome, error_code, error from job_attempts
  union all
  select id, attempt, owner, started_at, finished_at, 'done', null, null from jobs
  where state = 'done' and owner is not null;
create index jobs_ready on jobs (lane, priority desc, run_at, id) where state = 'ready';
create index jobs_scheduled on jobs (run_at) where state = 'scheduled';
create index jobs_running on jobs (owner) where state = 'running';
create unique index jobs_live_key on jobs (key) where key is not null and finished_at is null;
create index jobs_by_item on jobs (item_id) where item_id is not null;
create index jobs_finished on jobs (state, finished_at) where finished_at is not null;
