-- An answer whose item was closed, skipped or changed by the buyer kept its approval: nobody's holds there. One that has
-- failed on its way out is left, with its item, to whoever retries it.

update responses set status = 'draft', approved_by = null, approved_at = null
where status <> 'draft' and item_id in
  (select id from items where status in ('new', 'analyzing', 'pending_review', 'escalated', 'skipped'));
update responses set status = 'draft', approved_by = null, approved_at = null
where status in ('approved', 'published') and item_id in (select id from items where status = 'error');
update responses_archive set status = 'draft', approved_by = null, approved_at = null
where status <> 'draft' and item_id in (select id from items_archive where status = 'skipped');
