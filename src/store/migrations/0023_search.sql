-- The words of the live items, without endings, as `domain/wording/search-words.ts` returns them: a search reads this index
-- and not the rows. It holds no texts of its own; the program writes each item's words with the item.

create virtual table item_words using fts5 (
  words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6', tokenize = "ascii tokenchars '#'"
);

-- The items of earlier versions are indexed by the daemon, the newest first; those below this id are still to come.
insert into meta (key, value) select 'search_from', max(id) + 1 from items having max(id) is not null;
