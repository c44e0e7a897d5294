import { z } from "zod";
import type { Clock } from "../../src/base/clock.ts";
import { JOB_KINDS, type JobArgs, type JobKind } from "../../src/domain/job.ts";
import type { Lane } from "../../src/domain/lane.ts";
import { InternalError, StateError } from "../../src/base/errors.ts";
import type { Enqueue } from "../../src/queue/enqueue.ts";
import { done, snooze, type AnyTask, type Outcome, type TaskContext } from "../../src/queue/task.ts";
import { insertAudit } from "../../src/store/tables/audit.ts";
import type { Tx } from "../../src/store/db.ts";
import type { Random } from "../../src/sandbox/random.ts";

/** The dependencies of the simulation's tasks. */
export interface Surroundings {
  clock: Clock;
  random: Random;
  enqueue: Enqueue<JobArgs>;
  /** From now on every task succeeds at once. */
  isCalm: () => boolean;
  /** Called at each start and end of work. */
  working(lane: Lane, change: 1 | -1): void;
}

type Behaviour = (around: Surroundings, context: TaskContext) => Promise<Outcome>;

/** The business writes of an attempt: exactly one for a completed job, none for others. */
function effect(around: Surroundings, { jobId }: TaskContext, more: (tx: Tx) => void = () => {}): Outcome {
  return done({ ok: true }, (tx) => {
    insertAudit(tx, { actor: `job:${jobId}`, action: "effect", itemId: null }, around.clock.now());
    more(tx);
  });
}

const MINUTE = 60_000;

const succeed: Behaviour = (around, context) => Promise.resolve(effect(around, context));

const BEHAVIOURS: [weight: number, behave: Behaviour][] = [
  [40, succeed],
  [
    15,
    async (around, context) => {
      await around.clock.sleep(around.random.between(1, 200) * 1000, context.signal);
      return effect(around, context);
    },
  ],
  [10, () => Promise.reject(new InternalError("bad luck", { code: "sim.bad_luck", retryable: true }))],
  [3, () => Promise.reject(new StateError("never", { code: "sim.never" }))],
  [5, () => Promise.reject(new InternalError("wait", { code: "sim.wait", retryable: true, retryAfterMs: 30_000 }))],
  [7, (around) => Promise.resolve(snooze(around.clock.now() + around.random.between(0, 300) * 1000, "not now"))],
  // The task runs past the soft limit and obeys the signal.
  [
    5,
    async (around, context) => {
      await around.clock.sleep(20 * MINUTE, context.signal);
      return effect(around, context);
    },
  ],
  // The task runs past the hard limit and ignores the signal, so its late end must not count.
  [
    5,
    async (around, context) => {
      await around.clock.sleep(15 * MINUTE);
      return effect(around, context);
    },
  ],
  [
    10,
    (around, context) => {
      const children = around.random.between(1, 3);
      return Promise.resolve(
        effect(around, context, (tx) => {
          for (let i = 0; i < children; i++) {
            around.enqueue(tx, "analyze_item", { item_id: context.jobId * 10 + i });
          }
        }),
      );
    },
  ],
];

function pickBehaviour({ random, isCalm }: Surroundings): Behaviour {
  if (isCalm()) return succeed;
  let drawn = random.between(1, 100);
  for (const [weight, behave] of BEHAVIOURS) if ((drawn -= weight) <= 0) return behave;
  return succeed;
}

function laneOf(kind: JobKind): Lane {
  if (kind === "analyze_item") return "ai";
  return kind === "send_response" ? "publish_wb" : "system";
}

/** One task for each kind of job; chance decides what each attempt does. */
export function chanceTasks(): Map<string, AnyTask<Surroundings>> {
  return new Map(
    JOB_KINDS.map((kind) => {
      const lane = laneOf(kind);
      const task: AnyTask<Surroundings> = {
        kind,
        lane,
        args: z.object({}).loose(),
        retries: 3,
        retryDelayMs: MINUTE,
        async run(around, _, context) {
          around.working(lane, 1);
          try {
            return await pickBehaviour(around)(around, context);
          } finally {
            around.working(lane, -1);
          }
        },
      };
      return [kind, task];
    }),
  );
}
