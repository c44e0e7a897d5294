-- What a poll failed with is told to managers in a sentence of their language, found by the error's code.

alter table polling_state add column last_poll_error_code text;
