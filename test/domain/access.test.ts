import { expect, test } from "vitest";
import { ACTIONS, may, mayChange, ROLES, sees, seesAccount } from "../../src/domain/access.ts";

test("each role may do what the one before it may, and what is listed", () => {
  const allowed = ROLES.map((role) => ACTIONS.filter((action) => may({ role }, action)).join(" "));
  expect(allowed).toEqual([
    "look",
    "look decide poll",
    "look decide poll receive rules voice pause",
    "look decide poll receive rules voice pause caps keys people audit",
  ]);
});

test("a person works for all brands or for those that are listed, and for none when the list is empty", () => {
  expect(sees({ brands: null }, "kids")).toBe(true);
  expect(sees({ brands: ["market", "kids"] }, "kids")).toBe(true);
  expect([sees({ brands: ["market"] }, "kids"), sees({ brands: [] }, "kids")]).toEqual([false, false]);
});

test("rules are changed by who works for all brands, a voice by who works for its brand, and the cap by an administrator", () => {
  const [senior, own] = [{ role: "senior", brands: null } as const, { role: "senior", brands: ["market"] } as const];
  const paths = [
    "approval.rules",
    "approval.rules_enabled",
    "approval.daily_cap",
    "brands.market.tone",
    "brands.kids.tone",
  ];
  const allowed = (person: Parameters<typeof mayChange>[0]) => paths.filter((path) => mayChange(person, path));
  expect(allowed({ role: "manager", brands: null })).toEqual([]);
  expect(allowed(own)).toEqual(["brands.market.tone"]);
  expect(allowed(senior)).toEqual([
    "approval.rules",
    "approval.rules_enabled",
    "brands.market.tone",
    "brands.kids.tone",
  ]);
  expect(allowed({ role: "admin", brands: null })).toEqual(paths);
  expect(mayChange({ role: "admin", brands: null }, "http.token")).toBe(false);
});

test("an account concerns whom its brand concerns, and whose brand is told by its products", () => {
  const brand = (id: string, ...sku_prefixes: string[]) => ({ id, match: { brand_names: [], sku_prefixes } });
  const anna = { brands: ["kids"] };
  const concern = (accountBrand: string, ...brands: ReturnType<typeof brand>[]): boolean =>
    seesAccount(anna, { brand: accountBrand }, brands);
  expect(concern("kids", brand("market", "OM-"), brand("kids"))).toBe(true);
  expect(concern("market", brand("market", "OM-"), brand("kids"))).toBe(false);
  expect(concern("market", brand("market"), brand("kids", "OK-"))).toBe(true);
});
