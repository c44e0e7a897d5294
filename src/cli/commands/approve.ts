import { UsageError } from "../../base/errors.ts";
import { liveDaemon } from "../../queue/owner.ts";
import { namedPauses } from "../../store/tables/pauses.ts";
import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { tellEach } from "../decide-each.ts";
import { answerIds, flag, option } from "../parameters.ts";
import { count } from "../values.ts";
import { mayPublish, preview } from "../publish-preview.ts";

export const approve = command({
  name: "approve",
  summary: "Approves answers: they are published after the undo window.",
  examples: [
    "reputation approve 17 --seen 3",
    `reputation inbox --json | jq -r '.[] | "\\(.id)@\\(.answer.version)"' | reputation approve - --yes`,
  ],
  takes: {
    answers: answerIds("<id...>"),
    dryRun: flag("--dry-run", "print what would be published, and change nothing"),
    seen: option("--seen <version>", "the version that you have read (show tells it); no other is approved", count),
    yes: flag("-y, --yes", "do not ask, also for more than one"),
  },
  async run(context, { answers, dryRun, seen, yes }) {
    if (seen !== undefined && answers.length > 1)
      throw new UsageError("--seen is for one answer", { hint: "Name the version of each: 17@3 18@1" });
    const versions = new Map(answers.map(({ id, version }) => [id, version ?? seen]));
    const ids = [...versions.keys()];
    return withCore(context, async (core) => {
      if (dryRun) {
        preview(context, core.db, ids);
        return 0;
      }
      if (!yes && !(await mayPublish(context, ids.length))) return 1;
      const code = await tellEach(context, ids, (id) => core.decisions.approve(id, context.actor, versions.get(id)));
      for (const name of Object.keys(namedPauses(core.db)).filter((name) => name.startsWith("publish")))
        context.hint(`Publishing is paused: nothing goes out before reputation resume ${name}`);
      if (!liveDaemon(core.db, context.clock.now()))
        context.hint(
          "No daemon is running to publish it: start one (reputation daemon), or publish now: reputation send <id>",
        );
      return code;
    });
  },
});
