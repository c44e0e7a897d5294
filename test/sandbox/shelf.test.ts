import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorldItem } from "../../src/sandbox/item.ts";
import { createShelf } from "../../src/sandbox/shelf.ts";
import { createWorld } from "../../src/sandbox/world.ts";
import { handClock } from "./calls.ts";

/** Items at the given times; every third is withdrawn. */
function itemsAt(times: readonly number[]): WorldItem[] {
  const world = createWorld(handClock());
  return world
    .add(times.map((createdAt, index) => ({ id: `${index}`, platform: "wb", text: "x", rating: 5, createdAt })))
    .map((item, index) => Object.assign(item, { withdrawn: index % 3 === 2 }));
}

describe("a shelf", () => {
  it("returns the same items page by page as filtering and sorting everything would", () => {
    const time = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(
        fc.array(time, { maxLength: 40 }),
        fc.record({
          limit: fc.integer({ min: 1, max: 7 }),
          newestFirst: fc.boolean(),
          from: fc.option(time, { nil: undefined }),
          to: fc.option(time, { nil: undefined }),
        }),
        (times, { from = 0, to = 20, ...paging }) => {
          const items = itemsAt(times);
          const shelf = createShelf();
          shelf.add(items);
          const matches = (item: WorldItem) => item.order % 2 === 0;
          const seen: WorldItem[] = [];
          for (let more = true; more;) {
            const page = shelf.page({ ...paging, from, to, after: seen.at(-1), matches });
            seen.push(...page.items);
            more = page.more;
          }
          const expected = items
            .filter((item) => !item.withdrawn && matches(item) && item.createdAt >= from && item.createdAt <= to)
            .sort((a, b) => a.createdAt - b.createdAt || a.order - b.order);
          expect(seen).toEqual(paging.newestFirst ? expected.toReversed() : expected);
        },
      ),
    );
  });

  it("skips the requested number of matching items", () => {
    const items = itemsAt([1, 2, 3, 4, 5]);
    const shelf = createShelf();
    shelf.add(items);
    const page = shelf.page({ limit: 2, skip: 1, newestFirst: false, matches: () => true });
    expect(page.items.map(({ createdAt }) => createdAt)).toEqual([2, 4]);
    expect(page.more).toBe(true);
  });
});
