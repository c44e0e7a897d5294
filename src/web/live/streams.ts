/** The streams of server-sent events that are open: how many there may be, and when they look for news. */
import type { Clock } from "../../base/clock.ts";
import { causeChain } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";
import type { Desk } from "../../desk/desk.ts";
import type { Visitor } from "../who.ts";
import { watchChanges } from "./changes.ts";
import { openStream, type Stream } from "./stream.ts";

/** Of one session: a browser has one for all its tabs, and another while the first is being given up. */
const OF_SESSION = 2;
/** Of all; it leaves connections for the pages themselves. */
const OF_ALL = 200;
const LOOK_EVERY_MS = 1000;

export interface Streams {
  /** `session`, `all`: there are as many as there may be. */
  open(visitor: Visitor): ReadableStream<Uint8Array> | "session" | "all";
}

export function createStreams({
  desk,
  clock,
  log,
}: {
  desk: Pick<Desk, "version" | "changes">;
  clock: Clock;
  log: Log;
}): Streams {
  const streams = new Set<Stream>();
  const changes = watchChanges(desk, clock);
  let isLooking = false;

  /** Goes on as long as somebody listens; its timer keeps no process alive. */
  async function look(): Promise<void> {
    isLooking = true;
    try {
      await changes.look();
      for (const stream of streams) await stream.tell();
    } catch (error) {
      log.warn({ err: causeChain(error) }, "events: cannot look for changes");
    }
    isLooking = streams.size > 0;
    if (isLooking) clock.after(LOOK_EVERY_MS, () => void look());
  }

  return {
    open(visitor) {
      if (streams.size >= OF_ALL) return "all";
      if ([...streams].filter(({ session }) => session === visitor.session).length >= OF_SESSION) return "session";
      const stream = openStream({ visitor, changes, clock, ended: (one) => streams.delete(one) });
      streams.add(stream);
      if (!isLooking) void look();
      return stream.body;
    },
  };
}
