import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { can, ITEM_EVENTS, ITEM_STATUSES, next, type ItemEvent, type ItemStatus } from "../../src/domain/item.ts";

/** Every transition in the life of an item, once. */
const ARROWS = `
new --analyze--> analyzing
new --skip--> skipped
new --close--> skipped
new --fail--> error
analyzing --analyze--> analyzing
analyzing --drafted--> pending_review
analyzing --skip--> skipped
analyzing --close--> skipped
analyzing --fail--> error
pending_review --approve--> approved
pending_review --skip--> skipped
pending_review --escalate--> escalated
pending_review --close--> skipped
pending_review --change--> new
escalated --approve--> approved
escalated --skip--> skipped
escalated --close--> skipped
escalated --undo--> pending_review
escalated --change--> new
approved --publish--> publishing
approved --undo--> pending_review
approved --skip--> skipped
approved --close--> skipped
approved --fail--> error
approved --change--> new
publishing --publish--> publishing
publishing --published--> published
publishing --defer--> approved
publishing --refuse--> pending_review
publishing --close--> skipped
publishing --fail--> error
skipped --undo--> pending_review
skipped --retry--> new
error --retry--> new
error --approve--> approved
error --skip--> skipped
error --close--> skipped
error --change--> new
error --write--> pending_review
new --write--> pending_review
analyzing --write--> pending_review
published --change--> new
published --reject--> pending_review
`;

describe("item", () => {
  test("an item has exactly the listed transitions", () => {
    const lines = ITEM_STATUSES.flatMap((status) => {
      return ITEM_EVENTS.filter((event) => can(status, event)).map(
        (event) => `${status} --${event}--> ${next(status, event)}`,
      );
    });
    expect(lines.sort()).toEqual(ARROWS.trim().split("\n").sort());
  });

  test("a published item stays published unless the buyer changes it or moderation takes the answer down", () => {
    for (const event of ITEM_EVENTS) {
      if (event === "change" || event === "reject") continue;
      expect(next("published", event)).toBeUndefined();
    }
  });

  test("an item is never published without having been approved and sent", () => {
    const events = fc.array(fc.constantFrom(...ITEM_EVENTS), { maxLength: 60 });
    fc.assert(
      fc.property(events, (happened: ItemEvent[]) => {
        let status: ItemStatus = "new";
        const seen: ItemStatus[] = [status];
        for (const event of happened) {
          const to = next(status, event);
          if (to === undefined) continue;
          status = to;
          seen.push(status);
        }
        const published = seen.indexOf("published");
        if (published < 0) return;
        expect(seen[published - 1]).toBe("publishing");
        expect(seen.slice(0, published)).toContain("approved");
      }),
    );
  });
});
