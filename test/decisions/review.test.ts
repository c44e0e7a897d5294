import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import { StateError } from "../../src/base/errors.ts";
import { auditOf } from "../../src/store/tables/audit.ts";
import { moveItem, requireItem } from "../../src/store/tables/items.ts";
import { cancelJobs, listJobs } from "../../src/store/tables/jobs.ts";
import { attemptsOf, insertIntent, openAttempts } from "../../src/store/tables/publish-attempts.ts";
import {
  answerText,
  countPublishFailure,
  markFailed,
  responseOf,
  saveDraft,
} from "../../src/store/tables/responses.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { storeWaiting } from "../support/items.ts";
import { newDatabase } from "../support/temp.ts";

const ME = "person:test";

function openTestCore(): Core {
  const core = openCore(testConfig({ database: newDatabase() }), { clock: fakeClock() });
  onTestFinished(() => core.close());
  return core;
}

/** An item that waits for a person, with a draft. */
const waiting = ({ db }: Core): Promise<number> => db.write((tx) => storeWaiting(tx));

function liveSends(core: Core, id: number): number {
  const jobs = listJobs(core.db, { kind: "send_response", itemId: id, limit: 100 });
  return jobs.filter((job) => job.state === "scheduled" || job.state === "ready").length;
}

describe("decisions", () => {
  test("an approved answer is due after the undo window, and undoing within it leaves nothing to send", async () => {
    const core = openTestCore();
    const id = await waiting(core);
    const { sendAt } = await core.decisions.approve(id, ME);
    expect(sendAt).toBe(core.clock.now() + 30_000);
    expect(liveSends(core, id)).toBe(1);
    await core.decisions.undo(id, ME);
    expect(liveSends(core, id)).toBe(0);
    expect(requireItem(core.db, id).status).toBe("pending_review");
    expect(responseOf(core.db, id)).toMatchObject({ status: "draft", approved_by: null });
  });

  test("an approval cannot be undone once the answer is being sent", async () => {
    const core = openTestCore();
    const id = await waiting(core);
    await core.decisions.approve(id, ME);
    await core.db.write((tx) => moveItem(tx, id, "publish", core.clock.now()));
    for (const verb of ["undo", "skip", "escalate"] as const) {
      await expect(core.decisions[verb](id, ME)).rejects.toThrow(StateError);
    }
    await expect(core.decisions.edit(id, "Другой текст", ME)).rejects.toThrow("cannot be edited");
    expect(requireItem(core.db, id).status).toBe("publishing");
  });

  test("an edit keeps the old text in the history and changes what is published", async () => {
    const core = openTestCore();
    const id = await waiting(core);
    await core.decisions.edit(id, "  Благодарим за отзыв!\n", ME);
    const response = responseOf(core.db, id)!;
    expect(answerText(response)).toBe("Благодарим за отзыв!");
    expect(response.edit_history).toMatchObject([{ by: ME, text: "Спасибо за отзыв!" }]);
    expect(auditOf(core.db, id)).toMatchObject([{ actor: ME, action: "edit" }]);
  });

  test("an approval is refused for another version than the one that was read", async () => {
    const core = openTestCore();
    const id = await waiting(core);
    await core.decisions.edit(id, "Другой текст, который никто не читал", ME);
    await expect(core.decisions.approve(id, ME, 1)).rejects.toMatchObject({ code: "answer.changed" });
    expect(requireItem(core.db, id).status).toBe("pending_review");
    expect((await core.decisions.approve(id, ME, 2)).status).toBe("approved");
  });

  test("every new text raises the version, and an approval by somebody else of another version is not taken for one's own", async () => {
    const core = openTestCore();
    const id = await waiting(core);
    const version = (): number => responseOf(core.db, id)!.version;
    expect(version()).toBe(1);
    await core.decisions.edit(id, "Второй текст", ME);
    expect(version()).toBe(2);
    await core.db.write((tx) => saveDraft(tx, id, { text: "Третий", problems: [], model: "m", promptHash: "h" }, 1));
    expect(version()).toBe(3);
    await core.decisions.edit(id, "Третий", ME);
    expect(version()).toBe(3);
    await core.decisions.approve(id, "person:anna", 3);
    await expect(core.decisions.approve(id, ME, 2)).rejects.toMatchObject({ code: "answer.changed" });
    expect(await core.decisions.approve(id, ME, 3)).toMatchObject({ changed: false });
    expect(version()).toBe(3);
  });

  test("a text that is too long for the marketplace is refused and nothing is changed", async () => {
    const core = openTestCore();
    const id = await waiting(core);
    await expect(core.decisions.edit(id, "я".repeat(5001), ME)).rejects.toThrow("wb takes 2 to 5000");
    await expect(core.decisions.edit(id, "я", ME)).rejects.toThrow("has 1 characters");
    expect(answerText(responseOf(core.db, id)!)).toBe("Спасибо за отзыв!");
    expect(auditOf(core.db, id)).toEqual([]);
  });

  test("a decision on an item that does not exist is refused", async () => {
    await expect(openTestCore().decisions.approve(404, ME)).rejects.toThrow("there is no item 404");
  });

  test("a new draft can be requested five times", async () => {
    const core = openTestCore();
    const id = await waiting(core);
    for (let i = 0; i < 5; i++) {
      await core.decisions.regenerate(id, "теплее", ME);
      const regenerated = { by: ME, instructions: "теплее" };
      await core.db.write((tx) =>
        saveDraft(tx, id, { text: `Вариант ${i}`, problems: [], model: "m", promptHash: "h", regenerated }, 1),
      );
      await core.db.write(
        (tx) => void tx.statement("update jobs set state = 'done', owner = 'test', finished_at = 1").run(),
      );
    }
    await expect(core.decisions.regenerate(id, "ещё", ME)).rejects.toThrow("which is the limit");
    expect(responseOf(core.db, id)?.edit_history.map((revision) => revision.text)).toEqual([
      "Спасибо за отзыв!",
      "Вариант 0",
      "Вариант 1",
      "Вариант 2",
      "Вариант 3",
    ]);
  });
});

test("skipping an item whose last send is open settles that send, because a person has decided", async () => {
  const core = openTestCore();
  const id = await waiting(core);
  await core.decisions.approve(id, ME);
  await core.db.write((tx) => {
    moveItem(tx, id, "publish", core.clock.now());
    insertIntent(tx, { itemId: id, jobId: 1, text: "x", version: 1 }, core.clock.now());
    moveItem(tx, id, "fail", core.clock.now());
  });
  await core.decisions.skip(id, ME);
  expect(openAttempts(core.db, id)).toEqual([]);
  expect(attemptsOf(core.db, id)).toMatchObject([{ resolution: "person" }]);
});

test("a retry sends an answer now that waits after an error, but not one that waits for its undo window", async () => {
  const core = openTestCore();
  const id = await waiting(core);
  await core.decisions.approve(id, ME);
  await expect(core.decisions.retry(id, ME)).rejects.toMatchObject({ code: "item.not_failed" });
  await core.db.write((tx) => countPublishFailure(tx, id, "HTTP 500", core.clock.now()));
  expect(await core.decisions.retry(id, ME)).toEqual({ id, status: "approved", changed: true });
  const [job] = listJobs(core.db, { kind: "send_response", itemId: id, limit: 1 });
  expect(job).toMatchObject({ state: "ready", run_at: core.clock.now() });
  expect(auditOf(core.db, id).at(-1)).toMatchObject({ action: "retry", actor: ME });
});

test("an answer that was sent cannot be undone, and approving it again changes nothing", async () => {
  const core = openTestCore();
  const id = await waiting(core);
  await core.decisions.approve(id, ME);
  await core.db.write((tx) => moveItem(tx, id, "publish", core.clock.now()));
  expect(await core.decisions.approve(id, ME)).toMatchObject({ status: "publishing", changed: false });
  await expect(core.decisions.undo(id, ME)).rejects.toMatchObject({ code: "item.sent" });
});

test("a retry takes up a failed send at once, and only once", async () => {
  const core = openTestCore();
  const id = await waiting(core);
  await core.decisions.approve(id, ME);
  await core.db.write((tx) => {
    cancelJobs(tx, { itemId: id }, core.clock.now());
    markFailed(tx, id, "HTTP 500", core.clock.now());
  });
  expect(await core.decisions.retry(id, ME)).toEqual({ id, status: "approved", changed: true });
  expect(liveSends(core, id)).toBe(1);
  expect(auditOf(core.db, id).at(-1)).toMatchObject({ action: "retry", actor: ME });
  await expect(core.decisions.retry(id, ME)).rejects.toMatchObject({ code: "item.not_failed" });
});

test("after any decisions in any order, exactly the approved items have one pending send", async () => {
  const verbs = ["approve", "skip", "escalate", "undo", "retry"] as const;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...verbs), { maxLength: 12 }), async (decisions) => {
      const core = openTestCore();
      const id = await waiting(core);
      for (const verb of decisions) {
        const before = requireItem(core.db, id);
        const audits = auditOf(core.db, id).length;
        const done = await core.decisions[verb](id, ME).catch((error: unknown) => {
          expect(error).toBeInstanceOf(StateError);
          return undefined;
        });
        const { status } = requireItem(core.db, id);
        if (!done?.changed) expect(status).toBe(before.status);
        expect(auditOf(core.db, id).length - audits).toBe(done?.changed ? 1 : 0);
        expect(liveSends(core, id)).toBe(status === "approved" ? 1 : 0);
        expect(responseOf(core.db, id)?.status).toBe(status === "approved" ? "approved" : "draft");
      }
      core.close();
    }),
    { numRuns: 40 },
  );
});
