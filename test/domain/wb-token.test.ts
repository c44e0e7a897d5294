import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeWbToken } from "../../src/domain/wb-token.ts";
import { wbToken } from "../marketplaces/accounts.ts";

describe("a WB token", () => {
  it("states its expiry, kind, categories and seller", () => {
    expect(decodeWbToken(wbToken({ exp: 1_800_000_000, acc: 3, s: 642, sid: "Seller-1" }))).toEqual({
      kind: "personal",
      expiresAt: 1_800_000_000_000,
      coversReviews: true,
      sellerId: "seller-1",
    });
  });

  it.each([
    [{ acc: 1 }, "basic"],
    [{ acc: 2 }, "test"],
    [{ acc: 4 }, "service"],
    [{ acc: 9 }, "unknown"],
    [{ acc: 3, t: true }, "test"],
    [{ acc: undefined }, "unknown"],
  ])("with %j is %s", (claims, kind) => {
    expect(decodeWbToken(wbToken(claims)).kind).toBe(kind);
  });

  it.each([
    [1 << 7, true],
    [642, true],
    [2 ** 40 + 128, true],
    [2 ** 30, false],
    [514, false],
    [undefined, null],
  ])("with the categories %s covers reviews: %s", (s, covers) => {
    expect(decodeWbToken(wbToken({ s })).coversReviews).toBe(covers);
  });

  it("may follow the word Bearer", () => {
    expect(decodeWbToken(`Bearer ${wbToken({ acc: 1 })}`).kind).toBe("basic");
  });

  it("that cannot be decoded is of unknown kind", () => {
    const unknown = { kind: "unknown", expiresAt: null, coversReviews: null, sellerId: null };
    for (const text of ["", "abc", "a.b.c", `x.${Buffer.from("[]").toString("base64url")}.y`, "..."]) {
      expect(decodeWbToken(text)).toEqual(unknown);
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeWbToken(text)).toEqual(unknown);
      }),
    );
  });
});
