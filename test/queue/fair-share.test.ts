import fc from "fast-check";
import { expect, test } from "vitest";
import { jobPriority, type Ranked } from "../../src/domain/job-priority.ts";
import { createFairShare, PATIENCE_MS, SHARE } from "../../src/queue/fair-share.ts";
import { settleJob } from "../../src/store/tables/jobs.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { enqueueWork } from "../support/runner.ts";
import { tempDb } from "../support/temp.ts";

const NOW = 1_764_500_000_000;

/** Each class, with the priority of its jobs: lowest first. */
const CLASSES: Pick<Ranked, "itemType" | "priority">[] = [
  { itemType: "review", priority: 10 },
  { itemType: "question", priority: 40 },
  { itemType: "review", priority: 50 },
];

const kinds = ["analyze_item", "generate_response"] as const;
const ranked = fc.record({
  kind: fc.constantFrom(...kinds),
  item: fc.record({
    class: fc.nat(2),
    createdAt: fc.integer({ min: 0, max: NOW }),
    isOldBacklog: fc.boolean(),
  }),
});
type Job = typeof ranked extends fc.Arbitrary<infer T> ? T : never;

const priorityOf = ({ kind, item: { class: at, ...item } }: Job): number =>
  jobPriority(kind, { ...CLASSES[at]!, ...item });

/** The rule in words, one after another. */
const inOrder = (a: Job, b: Job): number =>
  b.item.class - a.item.class ||
  Number(b.kind !== "analyze_item") - Number(a.kind !== "analyze_item") ||
  Number(a.item.isOldBacklog) - Number(b.item.isOldBacklog) ||
  Math.floor(a.item.createdAt / 1000) - Math.floor(b.item.createdAt / 1000);

test("the class comes first, then drafts before analyses, what is fresh before an old backlog, and the older first", () => {
  fc.assert(
    fc.property(ranked, ranked, (a, b) => {
      // Everything from before 1970 counts as one second old.
      fc.pre(a.item.createdAt >= 2000 && b.item.createdAt >= 2000);
      expect(Math.sign(priorityOf(b) - priorityOf(a))).toBe(Math.sign(inOrder(a, b)));
    }),
  );
});

test("a draft that a person has asked for is urgent", () => {
  const item: Ranked = { ...CLASSES[0]!, createdAt: NOW, isOldBacklog: false };
  const urgent: Ranked = { ...CLASSES[2]!, createdAt: 0, isOldBacklog: false };
  expect(jobPriority("regenerate_response", item)).toBeGreaterThan(jobPriority("analyze_item", urgent));
});

test("no job starves, however many more urgent ones come in: each is taken after a bounded number of others", async () => {
  const arrivals = fc.array(ranked, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(ranked, { minLength: 1, maxLength: 12 }),
      arrivals,
      fc.integer({ min: 1, max: 5 }),
      starve,
    ),
    { numRuns: 12 },
  );
});

/** @param arriving for each job that is taken an urgent one comes in, of a later buyer */
async function starve(waiting: Job[], arriving: Job[], slots: number): Promise<void> {
  const [db, clock] = [tempDb(), fakeClock()];
  const fair = createFairShare();
  const first = new Set<number>();
  for (const [n, job] of waiting.entries()) {
    first.add((await enqueueWork(db, clock, n, { priority: priorityOf(job) })).id);
  }
  await clock.advance(PATIENCE_MS);
  const bound = (SHARE - 1 + slots) * waiting.length;
  for (let taken = 0; first.size > 0;) {
    expect(taken).toBeLessThan(bound);
    for (let n = 0; n < slots; n++) {
      const { kind, item } = arriving[n % arriving.length]!;
      const job = { kind, item: { ...item, class: 2, createdAt: NOW + taken * 1000 } };
      await enqueueWork(db, clock, n, { priority: priorityOf(job) });
    }
    await clock.advance(1);
    const now = clock.now();
    taken += await db.write((tx) => {
      const jobs = fair.claim(tx, "ai", slots, { owner: "o", leaseUntil: now + 1, now });
      for (const { id, attempt, owner, started_at: startedAt } of jobs) {
        const after = { state: "done", runAt: now, excused: 0, crashes: 0, error: null } as const;
        settleJob(tx, { id, attempt, owner }, { outcome: "done", after, startedAt }, now);
        first.delete(id);
      }
      return jobs.length;
    });
  }
}
