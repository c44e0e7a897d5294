import { RefusedDecision } from "../../domain/refused-decision.ts";
import { UsageError } from "../../base/errors.ts";
import type { App } from "../../app.ts";
import { responseOf } from "../../store/tables/responses.ts";
import type { JobRow } from "../../store/tables/jobs.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { jobOutcome, requireSuccess } from "../job-outcome.ts";
import { ids as idsOf, mandatory } from "../parameters.ts";
import { taskLine } from "../run-item-tasks.ts";
import { withApp } from "../run-job.ts";
import { text } from "../values.ts";

/** As many as a person looks over afterwards. */
const MOST = 50;

export const regenerate = command({
  name: "regenerate",
  summary: "Drafts answers again, as you wish; at most five times per item, and nothing is sent.",
  examples: [
    'reputation regenerate 17 --instructions "shorter, without the size table"',
    'reputation regenerate 17 18 21 --instructions "warmer" --json',
  ],
  takes: {
    ids: idsOf("<id...>"),
    instructions: mandatory("--instructions <text>", "what to do differently", text),
  },
  async run(context, { ids, instructions }) {
    if (ids.length > MOST) throw new UsageError(`at most ${MOST} answers at once are drafted again, not ${ids.length}`);
    return withApp(context, async (app) => {
      const results: Redrafted[] = [];
      for (const id of ids) results.push(await again(context, app, { id, instructions, isOne: ids.length === 1 }));
      const [first] = results;
      const shown = results.map(({ document }) => document);
      context.print(ids.length === 1 ? shown[0] : shown, () => results.map(({ lines }) => lines).join("\n\n"));
      if (results.some(({ document }) => document["status"] === "reworded"))
        context.hint(
          `The built-in provider cannot follow instructions: this is only another wording. Write it yourself: reputation edit ${first?.id}`,
        );
      requireSuccess(results.flatMap(({ job }) => (job ? [job] : [])));
      const refused = results.find(({ refusal }) => refusal !== undefined)?.refusal;
      if (refused) throw refused;
    });
  },
});

interface Wanted {
  id: number;
  instructions: string;
  /** A refusal of the only one is the command's own error. */
  isOne: boolean;
}

interface Redrafted {
  id: number;
  job?: JobRow;
  refusal?: RefusedDecision;
  document: Record<string, unknown>;
  lines: string;
}

async function again(context: Context, app: App, { id, instructions, isOne }: Wanted): Promise<Redrafted> {
  try {
    const { jobId } = await app.decisions.regenerate(id, instructions, context.actor);
    const job = await app.runner.runNow(() => jobId);
    const draft = responseOf(app.db, id)?.draft_text ?? null;
    return { id, job, document: { ...jobOutcome(job), text: draft }, lines: `${taskLine(job, context)}\n\n${draft}` };
  } catch (error) {
    if (isOne || !(error instanceof RefusedDecision)) throw error;
    return {
      id,
      refusal: error,
      document: { id, error: error.message },
      lines: `${context.paint("red", "✗")} ${error.message}`,
    };
  }
}
