import { expect, test } from "vitest";
import { ACTIONS, may, ROLES, sees } from "../../src/domain/access.ts";

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
