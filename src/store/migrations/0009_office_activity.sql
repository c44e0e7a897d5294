-- The Office agents' rows hold what happened; the Office's own sentences are said when a row is handed on. What a poll was
-- doing is over: the next one says so again.

update office_agent_status set task = substr(task, length('Ошибка: ') + 1)
where status = 'error' and substr(task, 1, length('Ошибка: ')) = 'Ошибка: ';

update office_agent_status set task = null where status <> 'error';
