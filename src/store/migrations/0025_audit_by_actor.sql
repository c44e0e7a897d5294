-- The audit page asks what one person did, newest first, which may be a few rows among a million.
create index audit_by_actor on audit (actor, id);
