/** Polls whose marketplace answers in a way that no reader can finish or understand. */
import { describe, expect, test } from "vitest";
import { pollingState } from "../../../src/store/tables/polling-state.ts";
import { requireItem } from "../../../src/store/tables/items.ts";
import type { SampleItem } from "../../../src/sandbox/samples.ts";
import { testApp } from "../../support/app.ts";

const ONE: SampleItem = { id: "one", platform: "ym", text: "Хорошая вещь.", rating: 5 };

describe("a list that goes round", () => {
  test("ends the poll with a state that says so, and what was read is stored", async () => {
    const { app, sandbox } = await testApp({ items: [ONE] });
    sandbox.setFaults("ym", { page_circle: 2 });
    const job = await app.runner.runNow((tx) => app.enqueue(tx, "poll_ym_reviews", { account: "ym-sandbox" }).id);
    expect(job).toMatchObject({ state: "scheduled", error_code: "marketplace.bad_reply" });
    const state = pollingState(app.db, { account: "ym-sandbox", itemType: "review" });
    expect(state).toMatchObject({ last_poll_status: "error", watermark: null });
    expect(state?.last_poll_error).toContain("goes round");
    expect(requireItem(app.db, 1).client_text).toBe(ONE.text);
  });
});
