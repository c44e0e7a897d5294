import { PAUSABLE } from "../../store/tables/pauses.ts";
import { command } from "../command.ts";
import { argument } from "../parameters.ts";
import { pauseLanes } from "../pause-lanes.ts";
import { oneOf } from "../values.ts";

export const pause = command({
  name: "pause",
  summary: "Stops publishing, polling or the AI at once, for every process; without a word all three.",
  examples: ["reputation pause publish", "reputation pause publish_wb"],
  takes: { lane: argument(`[${PAUSABLE.join("|")}]`, "what to pause", oneOf(PAUSABLE)) },
  async run(context, { lane }) {
    return pauseLanes(context, true, lane);
  },
});
