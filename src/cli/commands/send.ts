import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { flag, ids } from "../parameters.ts";
import { mayPublish, preview } from "../publish-preview.ts";
import { runItemTasks } from "../run-item-tasks.ts";

export const send = command({
  name: "send",
  summary: "Publishes approved answers now, without waiting for the undo window.",
  examples: [
    "reputation send 17",
    "reputation inbox --status approved --json | jq -r '.[].id' | reputation send - --yes",
  ],
  takes: {
    ids: ids("<id...>"),
    dryRun: flag("--dry-run", "print what would be published, and send nothing"),
    yes: flag("-y, --yes", "do not ask, also for more than one"),
  },
  async run(context, { ids, dryRun, yes }) {
    if (dryRun) {
      await withCore(context, ({ db }) => preview(context, db, ids));
      return 0;
    }
    if (!yes && !(await mayPublish(context, ids.length))) return 1;
    return runItemTasks(context, "send_response", ids);
  },
});
