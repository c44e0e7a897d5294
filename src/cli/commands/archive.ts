import { countArchivable } from "../../store/tables/archive.ts";
import { archiveLimits } from "../../tasks/archive-old-items.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { flag } from "../parameters.ts";
import { runPeriodic } from "../run-periodic.ts";

export const archive = command({
  name: "archive",
  summary: "Moves finished items older than twelve months to the archive.",
  examples: ["reputation archive --dry-run", "reputation archive"],
  takes: { dryRun: flag("--dry-run", "only say how many would move") },
  async run(context, { dryRun }) {
    if (!dryRun) {
      return runPeriodic(
        context,
        "archive_old_items",
        ({ archived }) => `${String(archived)} items moved to the archive`,
      );
    }
    const limits = archiveLimits(context.clock.now());
    const archivable = await withCore(context, ({ db }) => countArchivable(db, limits));
    context.print({ dry_run: true, archivable }, () => `${archivable} items would move to the archive`);
    return 0;
  },
});
