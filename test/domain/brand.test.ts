import { expect, test } from "vitest";
import { itemBrand } from "../../src/domain/brand.ts";

const brands = [
  { id: "market", brandNames: ["Ohana Market"], skuPrefixes: ["OM-"] },
  { id: "kids", brandNames: ["Ohana Kids"], skuPrefixes: ["OK-", "OM-KIDS-"] },
];

test("the longest matching SKU prefix decides the brand, then the product card, then the account", () => {
  expect(itemBrand({ sku: "ok-1", brandName: null }, brands, "market").id).toBe("kids");
  expect(itemBrand({ sku: "OM-KIDS-7", brandName: "Ohana Market" }, brands, "market").id).toBe("kids");
  expect(itemBrand({ sku: "X-1", brandName: " ohana kids " }, brands, "market").id).toBe("kids");
  expect(itemBrand({ sku: null, brandName: "Other" }, brands, "market").id).toBe("market");
});

test("nothing is known of an item's brand when an account may sell several and its card tells none of them", () => {
  const of = (brandName: string | null, own = brands[0]!) =>
    itemBrand({ sku: "X-1", brandName }, [own, brands[1]!], "market");
  expect(of("Ohana Kids")).toEqual({ id: "kids", known: true });
  for (const brandName of [null, "", " ", "Other"]) expect(of(brandName)).toEqual({ id: "market", known: false });
  // An account's brand that lists no names takes every card that names a brand of nobody else.
  const nameless = { ...brands[0]!, brandNames: [] };
  expect(of("Other", nameless)).toEqual({ id: "market", known: true });
  expect(of(null, nameless)).toEqual({ id: "market", known: false });
  expect(itemBrand({ sku: null, brandName: null }, [brands[0]!], "market")).toEqual({ id: "market", known: true });
});
