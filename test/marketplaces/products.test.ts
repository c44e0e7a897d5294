import { expect, it } from "vitest";
import { AuthError, MarketplaceError } from "../../src/base/errors.ts";
import { createProducts } from "../../src/marketplaces/products.ts";
import { signal } from "./contract.ts";
import { DAY, MINUTE, quickClock } from "./quick-clock.ts";

function counting(clock = quickClock()) {
  const batches: string[][] = [];
  const products = createProducts(async (ids) => {
    batches.push(ids);
    return new Map(
      ids.filter((id) => id !== "unknown").map((id) => [id, { sku: id, name: `Товар ${id}`, brand: null }]),
    );
  }, clock);
  return { clock, batches, products };
}

it("each product is requested once a day, even an unknown one", async () => {
  const { clock, batches, products } = counting();
  expect([...(await products.find(["a", "unknown", "a"], signal)).keys()]).toEqual(["a"]);
  await products.find(["a", "unknown"], signal);
  expect(batches).toEqual([["a", "unknown"]]);
  clock.advance(DAY);
  await products.find(["a"], signal);
  expect(batches).toHaveLength(2);
});

it("a hundred products go in one request", async () => {
  const { batches, products } = counting();
  const ids = Array.from({ length: 250 }, (_, i) => `p${i}`);
  expect((await products.find(ids, signal)).size).toBe(250);
  expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
});

it("the oldest products are forgotten beyond 20 000", async () => {
  const { batches, products } = counting();
  await products.find(
    Array.from({ length: 20_050 }, (_, i) => `p${i}`),
    signal,
  );
  const before = batches.length;
  await products.find(["p20049"], signal);
  expect(batches).toHaveLength(before);
  await products.find(["p0"], signal);
  expect(batches).toHaveLength(before + 1);
});

it("a product that is not there, or has no brand, is requested again after an hour", async () => {
  const { clock, batches, products } = counting();
  await products.find(["unknown", "a"], signal);
  clock.advance(60 * MINUTE);
  await products.find(["unknown", "a"], signal);
  expect(batches).toHaveLength(2);
});

it.each([
  ["a missing permission", new AuthError("no role"), MINUTE],
  ["any other failure", new MarketplaceError("away"), 0],
])("%s leaves out the product names, is no absence, and is asked about again soon", async (_what, failure, wait) => {
  const clock = quickClock();
  let calls = 0;
  const products = createProducts(async () => {
    if (calls++ === 0) throw failure;
    return new Map([["a", { sku: "a", name: "Товар", brand: "Flax" }]]);
  }, clock);
  expect((await products.find(["a"], signal)).size).toBe(0);
  expect(products.isSettled("a")).toBe(false);
  clock.advance(wait);
  expect((await products.find(["a"], signal)).size).toBe(1);
  expect(products.isSettled("a")).toBe(true);
});
