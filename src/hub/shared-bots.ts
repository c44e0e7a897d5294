/** The hub alone listens to its bots: a cell that has one of them as well is told to leave it, and is named. */
import type { Log } from "../base/log.ts";
import { botPrints, type BotPrint } from "../channels/bot-prints.ts";
import type { Config } from "../config/schema.ts";
import type { Cell } from "./cell.ts";
import { CellError } from "./cell-error.ts";

const LONGEST_MS = 2000;

export function sharedBots({ alerts }: Pick<Config, "alerts">, log: Log) {
  const bots = botPrints(alerts);
  const known = new Map<string, readonly BotPrint["channel"][]>();

  function learn({ id }: Cell, shared: readonly BotPrint["channel"][]): void {
    if (shared.length > 0 && known.get(id)?.length !== shared.length)
      log.error({ cell: id, channels: shared }, "cell: has a bot of the hub's in its configuration, and leaves it");
    known.set(id, shared);
  }

  return {
    of: ({ id }: Cell): readonly BotPrint["channel"][] => known.get(id) ?? [],
    async tell(cell: Cell): Promise<void> {
      if (bots.length === 0 || cell.state() === "down") return;
      try {
        learn(cell, (await cell.askWithin("bots", null, { bots }, LONGEST_MS)).shared);
      } catch (error) {
        // One that is away, or too old to know of it, is asked again.
        if (!(error instanceof CellError)) throw error;
      }
    },
  };
}
