import { command } from "../command.ts";
import { withCore } from "../core.ts";
import { tellEach } from "../decide-each.ts";
import { ids, option } from "../parameters.ts";
import { duration, text, type Read } from "../values.ts";

/** `30m`, `never`. */
const remindIn: Read<number | null> = (word, name) => (word === "never" ? null : duration(word, name));

export const escalate = command({
  name: "escalate",
  summary: "Hands items to somebody else: they leave the inbox and wait.",
  examples: ['reputation escalate 17 --to Анна --reason "нужен возврат"', "reputation inbox --status escalated"],
  takes: {
    ids: ids("<id...>"),
    to: option("--to <name>", "the name of the one who shall decide", text),
    reason: option("--reason <text>", "why; it is kept with the item", text),
    remind: option(
      "--remind <duration>",
      "tell them again unless they have decided by then; never: do not",
      remindIn,
      "1h",
    ),
  },
  async run(context, { ids, to, reason, remind }) {
    return withCore(context, ({ decisions }) =>
      tellEach(context, ids, (id) => decisions.escalate(id, context.actor, { to, reason, remindMs: remind })),
    );
  },
});
