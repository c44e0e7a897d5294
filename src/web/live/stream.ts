import type { Clock } from "../../base/clock.ts";
import type { Visitor } from "../who.ts";
import type { Changes } from "./changes.ts";

/** At least so often it is asked whether the session goes on, and proxies are shown that the connection lives. */
const WRITE_EVERY_MS = 10_000;
/** A browser that takes nothing for so many lines is let go. */
const MOST_UNREAD = 20;

/** One stream of server-sent events. */
export interface Stream {
  session: string;
  body: ReadableStream<Uint8Array>;
  /** Says that something has changed when it has, and ends the stream when the session is over. */
  tell(): Promise<void>;
}

interface StreamParts {
  visitor: Visitor;
  changes: Changes;
  clock: Clock;
  /** Called once the browser has gone or the session is over. */
  ended: (stream: Stream) => void;
}

export function openStream({ visitor, changes, clock, ended }: StreamParts): Stream {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** The last change that was told, and the last, of whatever brand, for which it was asked whether it is to be. */
  let [told, looked] = [0, 0];
  let wroteAt = 0;

  function write(text: string): void {
    controller?.enqueue(Buffer.from(text));
    wroteAt = clock.now();
  }

  function end(): void {
    controller?.close();
    gone();
  }

  function gone(): void {
    controller = undefined;
    ended(stream);
  }

  async function tell(): Promise<void> {
    const isDue = clock.now() - wroteAt >= WRITE_EVERY_MS;
    const newest = changes.latest(null);
    if (!isDue && newest <= looked) return;
    const person = await visitor.person();
    if (!controller) return;
    if (!person || (controller.desiredSize ?? 0) < -MOST_UNREAD) return end();
    looked = newest;
    const latest = changes.latest(person.brands);
    if (latest > told) write(`event: changed\nid: ${latest}\ndata: changed\n\n`);
    else if (isDue) write(": still here\n\n");
    told = Math.max(told, latest);
  }

  const body = new ReadableStream<Uint8Array>({ start: (its) => void (controller = its), cancel: gone });
  const stream = { session: visitor.session, body, tell };
  write("retry: 5000\n\n");
  return stream;
}
