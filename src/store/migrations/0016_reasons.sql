-- Why a person left an item without an answer or handed it on, and to whom: in words of their own.

alter table items add column reason text;
alter table items add column handed_to text;
alter table items_archive add column reason text;
alter table items_archive add column handed_to text;
