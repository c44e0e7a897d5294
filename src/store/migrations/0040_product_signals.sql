-- What stands out of products at present, so that people are told of it once: again only after it was gone for a week.
create table product_signals (
  brand_id text not null,
  -- What the product is known by: its article, or its marketplace and SKU.
  product text not null,
  -- `complaint:sizing`, `wave`, `fell`.
  signal text not null,
  since integer not null,
  -- When it was last found to stand out.
  seen_at integer not null,
  primary key (brand_id, product, signal)
) strict, without rowid;
