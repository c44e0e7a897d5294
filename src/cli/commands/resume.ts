import { PAUSABLE } from "../../store/tables/pauses.ts";
import { command } from "../command.ts";
import { argument } from "../parameters.ts";
import { pauseLanes } from "../pause-lanes.ts";
import { oneOf } from "../values.ts";

export const resume = command({
  name: "resume",
  summary: "Lets what was paused go on; nothing that waited is lost.",
  examples: ["reputation resume publish", "reputation resume"],
  takes: { lane: argument(`[${PAUSABLE.join("|")}]`, "what to resume", oneOf(PAUSABLE)) },
  async run(context, { lane }) {
    return pauseLanes(context, false, lane);
  },
});
