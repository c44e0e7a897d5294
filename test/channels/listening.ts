/** A channel that listens, and what it has heard. */
import { onTestFinished } from "vitest";
import { ChannelError, type Bookmark, type Channel, type Update } from "../../src/channels/channel.ts";

/** Listens until the test ends; `taking` may refuse an update by throwing. */
export function listenTo(
  channel: Channel,
  taking: (update: Update) => void = () => undefined,
  mark: Bookmark = memory(),
) {
  const heard: Update[] = [];
  const stop = new AbortController();
  const take = async (update: Update): Promise<void> => {
    taking(update);
    heard.push(update);
  };
  const end = (channel.listen?.(take, stop.signal, mark) ?? Promise.reject(new Error("it does not listen"))).then(
    () => null,
    (error: unknown) => error,
  );
  const stopped = async (): Promise<unknown> => {
    stop.abort();
    return end;
  };
  onTestFinished(async () => void (await stopped()));
  return { heard, end, stop: stopped };
}

export function memory(): Bookmark {
  let mark: string | null = null;
  return {
    read: () => mark,
    async write(next) {
      mark = next;
    },
  };
}

/** The error with which a promise fails. */
export async function failed(promise: Promise<unknown>): Promise<ChannelError> {
  const error = await promise.then(
    () => new Error("it has not failed"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChannelError)) throw error;
  return error;
}
