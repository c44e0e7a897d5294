import { command } from "../command.ts";
import { flag, ids } from "../parameters.ts";

export const approve = command({
  name: "approve",
  summary: "Approves answers: they are published after the undo window.",
  examples: ["reputation approve 17", "reputation inbox --json | jq -r '.[].id' | reputation approve - --yes"],
  takes: {
    ids: ids("<id...>"),
    dryRun: flag("--dry-run", "print what would be published, and change nothing"),
    yes: flag("-y, --yes", "do not ask, also for more than one"),
  },
  async run(context, { ids, dryRun, yes }) {
    const { tellEach } = await import("../decide-each.ts");
    const { mayPublish, preview } = await import("../publish-preview.ts");
    const { withCore } = await import("../with-core.ts");
    const { liveDaemon } = await import("../../queue/owner.ts");
    const { isPaused } = await import("../../store/tables/pauses.ts");
    return withCore(context, async (core) => {
      if (dryRun) {
        preview(context, core.db, ids);
        return 0;
      }
      if (!yes && !(await mayPublish(context, ids.length))) return 1;
      const code = await tellEach(context, ids, (id) => core.decisions.approve(id, context.actor));
      if (isPaused(core.db, "publish"))
        context.hint("Publishing is paused: nothing goes out before reputation resume publish");
      if (!liveDaemon(core.db, context.clock.now()))
        context.hint(
          "No daemon is running to publish it: start one (reputation daemon), or publish now: reputation send <id>",
        );
      return code;
    });
  },
});
