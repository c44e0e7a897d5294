-- Every change of an answer's text raises its version, so that a decision can name the text that it is about. Sends
-- recorded before do not know theirs.

alter table responses add column version integer not null default 1 check (version >= 1);
alter table responses_archive add column version integer not null default 1;
alter table publish_attempts add column version integer;
alter table publish_attempts_archive add column version integer;

update responses set version = json_array_length(edit_history) + 1;
update responses_archive set version = json_array_length(edit_history) + 1;
