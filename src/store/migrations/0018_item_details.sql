-- What became of the order as the marketplace calls it, and what only some marketplaces tell of an item (JSON): videos, the
-- size and colour bought, pictures and page of the product.

alter table items add column order_status text;
alter table items add column details text not null default '{}';
alter table items_archive add column order_status text;
alter table items_archive add column details text not null default '{}';
