import { afterAttempt } from "../domain/job.ts";
import { LANES } from "../domain/lane.ts";
import type { Tx } from "../store/db.ts";
import { undoIfItThrows } from "../store/sqlite/savepoint.ts";
import { jobsOutside, moveJob } from "../store/tables/job-changes.ts";
import { runningJobs, settleJob, type JobRow } from "../store/tables/jobs.ts";
import { fenceOf, spentBy } from "./attempt.ts";
import { placeOf } from "./enqueue.ts";
import type { AnyTask } from "./task.ts";

/**
 * Gives back the jobs of processes that died. A send that was under way in three such deaths is set apart as failed; any
 * other work starts again, later each time.
 * @param isOrphan whether the process of a running job is gone
 * @returns the rescued jobs, as they were
 */
export function rescueOrphans<Deps>(
  tx: Tx,
  tasks: ReadonlyMap<string, AnyTask<Deps>>,
  deps: Deps,
  isOrphan: (job: JobRow) => boolean,
  now: number,
): JobRow[] {
  const orphans = runningJobs(tx).filter(isOrphan);
  for (const job of orphans) {
    const after = afterAttempt(spentBy(job), { outcome: "crashed" }, 0, now);
    settleJob(tx, fenceOf(job), { outcome: "crashed", after, startedAt: job.started_at ?? now }, now);
    if (after.state === "failed" && after.error) giveUp(tx, tasks, deps, job, after.error);
  }
  return orphans;
}

/**
 * Gives waiting jobs that another version stored the lane in which this version runs them, and their place there. That version may have been
 * running while the database was upgraded.
 */
export function adoptJobs<Deps>(tx: Tx, tasks: ReadonlyMap<string, AnyTask<Deps>>): void {
  for (const { id, kind, item_id } of jobsOutside(tx, LANES)) {
    const task = tasks.get(kind);
    if (task) moveJob(tx, id, placeOf(tx, task, item_id));
  }
}

/**
 * Lets the task leave its subject in a state that a person can see; a job that this version cannot read has no subject.
 */
export function giveUp<Deps>(
  tx: Tx,
  tasks: ReadonlyMap<string, AnyTask<Deps>>,
  deps: Deps,
  job: Pick<JobRow, "kind" | "args">,
  error: { code: string; message: string },
): void {
  const task = tasks.get(job.kind);
  const args = task?.args.safeParse(JSON.parse(job.args));
  if (!task?.exhausted || !args?.success) return;
  // An error in this callback must not undo the job's own end, or the job would come back at every start.
  undoIfItThrows(tx, () => task.exhausted?.(tx, deps, args.data, { ...error, retryable: false }));
}
