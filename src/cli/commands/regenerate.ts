import { responseOf } from "../../store/tables/responses.ts";
import { command } from "../command.ts";
import { jobOutcome, requireSuccess } from "../job-outcome.ts";
import { argument, mandatory } from "../parameters.ts";
import { taskLine } from "../run-item-tasks.ts";
import { withApp } from "../run-job.ts";
import { id, text } from "../values.ts";

export const regenerate = command({
  name: "regenerate",
  summary: "Drafts an answer again, as you wish; at most five times per item.",
  examples: [
    'reputation regenerate 17 --instructions "shorter, without the size table"',
    'reputation regenerate 17 --instructions "warmer" --json',
  ],
  takes: {
    id: argument("<id>", "the id", id),
    instructions: mandatory("--instructions <text>", "what to do differently", text),
  },
  async run(context, { id, instructions }) {
    return withApp(context, async (app) => {
      const { jobId } = await app.decisions.regenerate(id, instructions, context.actor);
      const job = await app.runner.runNow(() => jobId);
      const text = responseOf(app.db, id)?.draft_text ?? null;
      const outcome = jobOutcome(job);
      context.print({ ...outcome, text }, () => `${taskLine(job, context)}\n\n${text}`);
      if (outcome["status"] === "reworded")
        context.hint(
          `The built-in provider cannot follow instructions: this is only another wording. Write it yourself: reputation edit ${id}`,
        );
      requireSuccess([job]);
    });
  },
});
