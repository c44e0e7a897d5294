/** What only some marketplaces tell about an item. Empty and null: not told. */
export interface ItemDetails {
  /** Videos of the buyer's; at Wildberries an HLS playlist, not a file. */
  videos: string[];
  /** The size and the colour that the buyer bought, as the marketplace calls them. */
  size: string | null;
  color: string | null;
  /** Pictures of the product, and its page for buyers. */
  product_photos: string[];
  product_url: string | null;
}

const NOT_TOLD: ItemDetails = { videos: [], size: null, color: null, product_photos: [], product_url: null };

/** All details, of which some are told. */
export function itemDetails(told: Partial<ItemDetails> = {}): ItemDetails {
  return { ...NOT_TOLD, ...told };
}

/** The details after a reply: what it does not tell stays. */
export function detailsAfter(before: ItemDetails, told: Partial<ItemDetails> = {}): ItemDetails {
  const isTold = (value: unknown) => (Array.isArray(value) ? value.length > 0 : (value ?? null) !== null);
  return { ...before, ...Object.fromEntries(Object.entries(told).filter(([, value]) => isTold(value))) };
}
