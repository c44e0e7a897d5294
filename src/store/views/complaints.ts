/** What buyers complain about, and about which products, from live and archived items. */
import type { Platform } from "../../domain/platform.ts";
import type { Reader } from "../db.ts";

export interface ComplaintFilter {
  /** When the buyers wrote: [from, to), Unix ms. */
  from: number;
  to: number;
  platform: Platform | undefined;
  brand: string | undefined;
  limit: number;
}

export interface ComplaintCategory {
  category: string;
  complaints: number;
  /** The share of all complaints, 0–1. */
  share: number;
}

export interface ComplaintProduct {
  platform: Platform;
  sku: string;
  product_name: string | null;
  complaints: number;
  items: number;
  avg_rating: number | null;
}

/** A complaint is an item with negative sentiment or, before it is analysed, with three stars or fewer. */
const ITEMS = `
with item as (
  select platform, sku, product_name, rating,
    coalesce(json_extract(ai_analysis, '$.category'), 'unknown') as category,
    coalesce(json_extract(ai_analysis, '$.sentiment') = 'negative', rating <= 3, 0) as complaint
  from all_items
  where created_at >= @from and created_at < @to
    and (@platform is null or platform = @platform) and (@brand is null or brand_id = @brand)
)`;

const CATEGORIES = `${ITEMS}
select category, count(*) as complaints, count(*) * 1.0 / sum(count(*)) over () as share
from item where complaint
group by category order by complaints desc, category limit @limit`;

const PRODUCTS = `${ITEMS}
select platform, sku, max(product_name) as product_name, sum(complaint) as complaints, count(*) as items,
  avg(rating) as avg_rating
from item where sku is not null
group by platform, sku having sum(complaint) > 0 order by complaints desc, items, platform, sku limit @limit`;

/** Most complaints first. An item that is not yet analysed counts under the category `unknown`. */
export function complaintsByCategory(reader: Reader, filter: ComplaintFilter): ComplaintCategory[] {
  return reader.statement(CATEGORIES).all(parameters(filter)) as ComplaintCategory[];
}

/** Most complaints first; among equals, the product with fewer items, where a complaint weighs more. */
export function complaintsByProduct(reader: Reader, filter: ComplaintFilter): ComplaintProduct[] {
  return reader.statement(PRODUCTS).all(parameters(filter)) as ComplaintProduct[];
}

function parameters({ platform, brand, ...rest }: ComplaintFilter): Record<string, unknown> {
  return { ...rest, platform: platform ?? null, brand: brand ?? null };
}
