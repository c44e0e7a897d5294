/** Running jobs from a command: the same runner as the daemon's, the same job row left behind. */
import { openApp, type App } from "../app.ts";
import type { JobArgs, JobKind } from "../domain/job.ts";
import type { EnqueueOptions } from "../queue/enqueue.ts";
import { Interrupted } from "../queue/task.ts";
import type { JobRow } from "../store/tables/jobs.ts";
import type { Context } from "./context.ts";
import { catchStop } from "./terminal/signals.ts";

/**
 * Opens everything for one command, and closes it again; Ctrl-C gives running jobs back and exits 130.
 * @param run reports its progress through `count`; its output is printed last; what it does without a job ends with the
 *   signal
 */
export async function withApp(
  context: Context,
  run: (app: App, count: (done: number, total: number) => void, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const { config } = await context.load();
  // A person who only wants the result of a job needs no log.
  const { createLog } = await import("../base/log.ts");
  const log = createLog(context.globals.debug ? "debug" : "silent", context.io.stderr);
  const app = await openApp(config, { log, role: "command", clock: context.clock });
  let counted = {};
  const progress = await context.progress(() => {
    const [job] = app.runner.running();
    return job && { what: `${job.kind} ${job.account ?? job.item_id ?? ""}`, ...counted };
  });
  const stop = catchStop(() => {
    progress.end();
    const running = app.runner.running().length;
    context.io.stderr.write(
      `Stopping, ${running} ${running === 1 ? "task" : "tasks"} running (press Ctrl-C again to force)\n`,
    );
    void app.runner.stop(0);
  });
  try {
    await run(app, (done, total) => void (counted = { done, total }), stop.signal);
    return stop.exitCode();
  } catch (error) {
    // Jobs that have not started are left alone, and running ones were given back.
    if (error instanceof Interrupted || stop.signal.aborted) return stop.exitCode();
    throw error;
  } finally {
    progress.end();
    stop.release();
    await app.close(0);
  }
}

/**
 * Stores a job and runs it now; a job with the same key that waits already is run in its place.
 * @returns the job's row afterwards; its state is `running` when another process is running it
 */
export function runJob<Kind extends JobKind>(
  { enqueue, runner }: App,
  kind: Kind,
  args: JobArgs[Kind],
  options: EnqueueOptions & { key: string },
): Promise<JobRow> {
  return runner.runNow((tx) => enqueue(tx, kind, args, options).id);
}
