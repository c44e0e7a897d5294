/** `approve`, `skip`, `escalate`, `undo`, `retry`: a person's word on one item or several. */
import { iso } from "../../domain/calendar.ts";
import { openCore, type Core } from "../../app.ts";
import { messageOf, ReputationError, StateError } from "../../base/errors.ts";
import { liveDaemon } from "../../queue/owner.ts";
import type { Approved } from "../../decisions/approve.ts";
import type { Decided } from "../../decisions/parts.ts";
import { isPaused } from "../../store/tables/pauses.ts";
import type { Context, Options } from "../context.ts";
import { readIds } from "../arguments.ts";
import { mayPublish, preview } from "../publish-preview.ts";
import { span } from "../terminal/times.ts";

type Verb = "skip" | "escalate" | "undo" | "retry";

export async function decideEach(context: Context, verb: Verb, args: string[]): Promise<number> {
  const ids = await readIds(args, context.io);
  return withCore(context, (core) => each(context, ids, (id) => core.decisions[verb](id, context.actor)));
}

export async function approve(context: Context, options: Options, args: string[]): Promise<number> {
  const ids = await readIds(args, context.io);
  return withCore(context, async (core) => {
    if (options["dryRun"]) {
      preview(context, core.db, ids);
      return 0;
    }
    if (!(await mayPublish(context, options, ids.length))) return 1;
    const code = await each(context, ids, (id) => core.decisions.approve(id, context.actor));
    if (isPaused(core.db, "publish")) {
      context.hint("Publishing is paused: nothing goes out before reputation resume publish");
    }
    if (!liveDaemon(core.db, context.clock.now())) {
      context.hint(
        "No daemon is running to publish it: start one (reputation daemon), or publish now: reputation send <id>",
      );
    }
    return code;
  });
}

async function withCore(context: Context, run: (core: Core) => Promise<number>): Promise<number> {
  const core = openCore(await context.deskConfig());
  try {
    return await run(core);
  } finally {
    core.close();
  }
}

type Result = (Decided | Approved) | { id: number; error: string; hint: string | null };

/** One item that cannot be decided does not hold up the others; the exit code tells. */
async function each(context: Context, ids: number[], decide: (id: number) => Promise<Decided>): Promise<number> {
  const results: Result[] = [];
  for (const id of ids) {
    try {
      results.push(await decide(id));
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      results.push({
        id,
        error: messageOf(error),
        hint: error instanceof ReputationError ? (error.hint ?? null) : null,
      });
    }
  }
  context.print(results.map(document), () => results.map((result) => line(result, context)).join("\n"));
  return results.some((result) => "error" in result) ? 1 : 0;
}

function document(result: Result): unknown {
  return "sendAt" in result
    ? { id: result.id, status: result.status, changed: result.changed, send_at: iso(result.sendAt) }
    : result;
}

function line(result: Result, { paint, clock }: Context): string {
  if ("error" in result) return `${paint("red", "✗")} ${result.error}${result.hint ? `. ${result.hint}` : ""}`;
  const what = `#${result.id} ${result.changed ? "is now" : "is already"} ${result.status}`;
  if (!("sendAt" in result) || result.sendAt === null) return `${paint("green", "✓")} ${what}`;
  return `${paint("green", "✓")} ${what}; it will be published in ${span(result.sendAt - clock.now())} (reputation undo ${result.id})`;
}
