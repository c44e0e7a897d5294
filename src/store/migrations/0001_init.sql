-- The first schema. Times are Unix milliseconds (UTC); JSON is checked; states are those of `domain/`.

create table meta (key text primary key, value text not null) strict, without rowid;

-- Reviews and questions. Ids are never reused (autoincrement): the archive, the audit log and the effect log keep them.
create table items (
  id integer primary key autoincrement,
  account text not null,
  platform text not null check (platform in ('wb', 'ozon', 'ym')),
  item_type text not null check (item_type in ('review', 'question')),
  external_id text not null,
  sku text,
  product_name text,
  brand_id text not null,
  client_name text,
  client_text text not null,
  pros text,
  cons text,
  rating integer check (rating between 1 and 5),
  photos text not null check (json_valid(photos)),
  order_cancelled integer not null check (order_cancelled in (0, 1)),
  ai_analysis text check (json_valid(ai_analysis)),
  status text not null check (status in ('new', 'analyzing', 'pending_review', 'approved', 'publishing', 'published', 'skipped', 'escalated', 'error')),
  priority integer not null,
  error_message text,
  skip_reason text check (skip_reason in ('person', 'rule', 'answered_in_cabinet', 'withdrawn')),
  raw_data text not null check (json_valid(raw_data)),
  created_at integer not null,
  fetched_at integer not null,
  updated_at integer not null,
  published_at integer,
  unique (account, item_type, external_id),
  check ((status = 'published') = (published_at is not null)),
  check ((status = 'skipped') = (skip_reason is not null))
) strict;
create index items_by_status on items (status, priority desc, created_at);
create index items_by_created on items (created_at);
create index items_by_updated on items (updated_at);
create index items_by_fetched on items (fetched_at);
create index items_by_account on items (account);
create index items_open on items (platform) where status in ('new', 'analyzing', 'pending_review', 'escalated', 'approved', 'publishing');
create index items_by_published on items (published_at) where published_at is not null;

create table responses (
  item_id integer primary key references items (id),
  draft_text text not null,
  final_text text,
  status text not null check (status in ('draft', 'approved', 'published', 'failed')),
  problems text not null check (json_valid(problems)),
  model text not null,
  prompt_hash text not null,
  regenerate_count integer not null check (regenerate_count between 0 and 5),
  approved_by text,
  approved_at integer,
  publish_error text,
  publish_retry_count integer not null,
  remote_id text,
  moderation text check (moderation in ('pending', 'live', 'rejected')),
  published_at integer,
  edit_history text not null check (json_valid(edit_history)),
  created_at integer not null,
  updated_at integer not null
) strict;
create index responses_by_approved on responses (approved_at) where approved_at is not null;
create index responses_failed on responses (publish_retry_count) where status = 'failed';

-- The effect log: written before an answer is sent, resolved when its outcome is known.
create table publish_attempts (
  id integer primary key autoincrement,
  item_id integer not null,
  job_id integer not null,
  text text not null,
  intent_at integer not null,
  outcome text not null check (outcome in ('intent', 'accepted', 'refused', 'not_sent', 'unknown')),
  outcome_at integer,
  error text,
  remote_id text,
  resolution text check (resolution in ('found', 'absent', 'person')),
  resolved_at integer
) strict;
create index publish_attempts_by_item on publish_attempts (item_id);

create table polling_state (
  account text not null,
  item_type text not null check (item_type in ('review', 'question')),
  watermark integer,
  last_poll_at integer,
  last_poll_status text check (last_poll_status in ('success', 'error')),
  last_poll_error text,
  items_fetched_total integer not null,
  items_fetched_last integer not null,
  consecutive_errors integer not null,
  circuit_open_until integer,
  primary key (account, item_type)
) strict, without rowid;

-- What a marketplace sent and we could not understand: kept whole, once.
create table quarantine (
  account text not null,
  item_type text not null,
  raw text not null,
  reason text not null,
  first_seen_at integer not null,
  last_seen_at integer not null,
  primary key (account, item_type, raw)
) strict, without rowid;

create table analytics (
  date text not null,
  platform text not null,
  brand_id text not null,
  total_items integer not null,
  reviews_count integer not null,
  questions_count integer not null,
  positive_count integer not null,
  neutral_count integer not null,
  negative_count integer not null,
  avg_rating real,
  rating_1 integer not null,
  rating_2 integer not null,
  rating_3 integer not null,
  rating_4 integer not null,
  rating_5 integer not null,
  processed_count integer not null,
  published_count integer not null,
  skipped_count integer not null,
  escalated_count integer not null,
  avg_response_min real,
  calculated_at integer not null,
  primary key (date, platform, brand_id)
) strict, without rowid;

create table items_archive (
  id integer primary key,
  account text not null,
  platform text not null,
  item_type text not null,
  external_id text not null,
  sku text,
  product_name text,
  brand_id text not null,
  client_name text,
  client_text text not null,
  pros text,
  cons text,
  rating integer,
  photos text not null,
  order_cancelled integer not null,
  ai_analysis text,
  status text not null,
  priority integer not null,
  error_message text,
  skip_reason text,
  raw_data text not null,
  created_at integer not null,
  fetched_at integer not null,
  updated_at integer not null,
  published_at integer,
  archived_at integer not null,
  unique (account, item_type, external_id)
) strict;
create index items_archive_by_created on items_archive (created_at);
create index items_archive_by_archived on items_archive (archived_at);

create table responses_archive (
  item_id integer primary key references items_archive (id),
  draft_text text not null,
  final_text text,
  status text not null,
  problems text not null,
  model text not null,
  prompt_hash text not null,
  regenerate_count integer not null,
  approved_by text,
  approved_at integer,
  publish_error text,
  publish_retry_count integer not null,
  remote_id text,
  moderation text,
  published_at integer,
  edit_history text not null,
  created_at integer not null,
  updated_at integer not null
) strict;

create table office_agent_status (
  agent_id text primary key,
  department text not null,
  name text not null,
  brand text,
  status text not null check (status in ('ok', 'warning', 'error', 'offline')),
  task text,
  metrics text not null check (json_valid(metrics)),
  salary_equivalent integer not null,
  fte_coefficient real not null,
  last_activity integer not null
) strict, without rowid;

create table jobs (
  id integer primary key autoincrement,
  kind text not null,
  lane text not null,
  key text,
  args text not null,
  priority integer not null,
  state text not null check (state in ('scheduled', 'ready', 'running', 'done', 'failed', 'cancelled')),
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
  check ((state = 'running') = (owner is not null)),
  check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null))
) strict;
-- A claim reads only rows that may run now; rows of the future wait in an index of their own.
create index jobs_ready on jobs (lane, priority desc, run_at, id) where state = 'ready';
create index jobs_scheduled on jobs (run_at) where state = 'scheduled';
create index jobs_running on jobs (owner) where state = 'running';
create unique index jobs_live_key on jobs (key) where key is not null and state in ('scheduled', 'ready', 'running');
create index jobs_by_item on jobs (item_id) where item_id is not null;
create index jobs_finished on jobs (state, finished_at) where finished_at is not null;

-- One row per attempt that ended; the one under way is in the job's own row.
create table job_attempts (
  job_id integer not null references jobs (id) on delete cascade,
  attempt integer not null,
  owner text not null,
  started_at integer not null,
  finished_at integer not null,
  outcome text not null check (outcome in ('done', 'snoozed', 'failed', 'timed_out', 'interrupted', 'crashed')),
  error_code text,
  error text,
  primary key (job_id, attempt)
) strict, without rowid;

create table schedules (
  name text primary key,
  kind text not null,
  account text,
  cron text not null,
  timezone text not null,
  missed text not null check (missed in ('skip', 'once', 'all')),
  overlap text not null check (overlap in ('skip', 'queue')),
  enabled integer not null check (enabled in (0, 1)),
  paused integer not null check (paused in (0, 1)),
  next_at integer,
  last_at integer,
  updated_at integer not null
) strict, without rowid;

-- The cron ledger: each occurrence of a schedule is here exactly once, fired or skipped with the reason.
create table schedule_fires (
  schedule text not null,
  scheduled_at integer not null,
  outcome text not null check (outcome in ('fired', 'skipped')),
  reason text check (reason in ('overlap', 'missed', 'paused')),
  job_id integer,
  recorded_at integer not null,
  primary key (schedule, scheduled_at),
  check ((outcome = 'skipped') = (reason is not null))
) strict, without rowid;
create index schedule_fires_by_time on schedule_fires (recorded_at);

create table audit (
  id integer primary key autoincrement,
  at integer not null,
  actor text not null,
  action text not null,
  item_id integer,
  before text check (json_valid(before)),
  after text check (json_valid(after))
) strict;
create index audit_by_item on audit (item_id);

create table ai_usage (
  id integer primary key autoincrement,
  at integer not null,
  item_id integer,
  purpose text not null check (purpose in ('analyze', 'draft')),
  model text not null,
  input_tokens integer not null,
  output_tokens integer not null
) strict;
create index ai_usage_by_time on ai_usage (at);
