import { expect, test } from "vitest";
import { brandOf } from "../../src/domain/brand.ts";

const brands = [
  { id: "market", brandNames: ["Ohana Market"], skuPrefixes: ["OM-"] },
  { id: "kids", brandNames: ["Ohana Kids"], skuPrefixes: ["OK-", "OM-KIDS-"] },
];

test("the longest matching SKU prefix decides the brand, then the product card, then the account", () => {
  expect(brandOf({ sku: "ok-1", brandName: null }, brands, "market")).toBe("kids");
  expect(brandOf({ sku: "OM-KIDS-7", brandName: "Ohana Market" }, brands, "market")).toBe("kids");
  expect(brandOf({ sku: "X-1", brandName: " ohana kids " }, brands, "market")).toBe("kids");
  expect(brandOf({ sku: null, brandName: "Other" }, brands, "market")).toBe("market");
});
