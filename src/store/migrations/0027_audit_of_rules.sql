-- The page of the rules asks what each of them decided within a week. The words of the condition are those of the query.
create index audit_of_rules on audit (at, actor, action) where actor >= 'rule:' and actor < 'rule;';
