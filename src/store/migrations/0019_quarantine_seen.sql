-- When a person has looked at what could not be read; until then it stands in status, inbox and metrics.
alter table quarantine add column looked_at integer;
