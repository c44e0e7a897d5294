/** Listens to what people press and write in messengers: one listener for each bot, while the daemon holds its lease. */
import { isMessenger } from "../../decisions/contacts.ts";
import type { Bookmark, Channel, Update } from "../../channels/channel.ts";
import { ChannelError } from "../../channels/channel.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { causeChain } from "../../base/errors.ts";
import { whyNot, RefusedDecision } from "../../domain/refused-decision.ts";
import type { Reader, Tx } from "../../store/db.ts";
import { isStoreFault } from "../../store/sqlite/store-error.ts";
import { bookmarkOf, saveBookmark } from "../../store/tables/alert-channels.ts";
import { textsOf } from "../../texts/texts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { press, type Press } from "./press.ts";
import { hearText, type Written } from "./reply.ts";

/** After a failure it is listened again: soon, then later and later. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** An update that fails so often is given up, so that those behind it are heard. */
const MOST_FAILURES = 3;

export interface Listening {
  /** Ends listening to the earlier channels of these names, then begins with those that are there now. */
  change(names: readonly ChannelName[]): Promise<void>;
  stop(): Promise<void>;
}

/** What becomes of what people press and write. */
export interface Ears {
  /** @returns what whoever pressed is told @throws RefusedDecision */
  press(press: Press): Promise<string>;
  /** @returns what is answered in the chat; null: nothing @throws RefusedDecision */
  text(written: Written): Promise<string | null>;
}

/** Carries out here what is pressed and written. @param isOurs whether this process is still the daemon */
export function ownEars(deps: AlertDeps, isOurs: (reader: Reader) => boolean): Ears {
  // What an update changes is one transaction, and is told only after that. Repeated, it changes nothing more.
  const write = <T>(change: (tx: Tx) => T extends Promise<unknown> ? never : T): Promise<T> =>
    deps.db.write<T>((tx) => {
      if (!isOurs(tx)) throw new Error("another daemon listens now");
      return change(tx);
    });
  return {
    press: (pressed) => write((tx) => press(tx, deps, pressed)),
    text: (written) => write((tx) => hearText(tx, deps, written)),
  };
}

export function startListening(deps: AlertDeps, ears: Ears): Listening {
  const listeners = new Map<ChannelName, { stop: AbortController; ended: Promise<void> }>();
  let stopped = false;

  function begin(name: ChannelName): void {
    const channel = deps.channels.get(name);
    if (!channel || stopped) return;
    const stop = new AbortController();
    listeners.set(name, { stop, ended: listenTo(deps, channel, ears, stop.signal) });
  }

  async function end(name: ChannelName): Promise<void> {
    const listener = listeners.get(name);
    listeners.delete(name);
    listener?.stop.abort();
    await listener?.ended;
  }

  for (const name of deps.channels.keys()) begin(name);
  return {
    async change(names) {
      // One program alone may ask with a token, so the earlier one ends first.
      for (const name of names) {
        await end(name);
        begin(name);
      }
    },
    async stop() {
      stopped = true;
      await Promise.all([...listeners.keys()].map(end));
    },
  };
}

async function listenTo(deps: AlertDeps, channel: Channel, ears: Ears, signal: AbortSignal): Promise<void> {
  const failures = new Map<string, number>();
  let wait = FIRST_WAIT_MS;
  const take = async (update: Update): Promise<void> => {
    try {
      await hear(deps, channel, update, ears);
      wait = FIRST_WAIT_MS;
      failures.clear();
    } catch (error) {
      const count = (failures.get(update.id) ?? 0) + 1;
      failures.set(update.id, count);
      if (isStoreFault(error) || count < MOST_FAILURES) throw error;
      deps.log.error({ channel: channel.name, err: causeChain(error) }, "what somebody pressed or wrote is given up");
    }
  };
  while (!signal.aborted && channel.listen) {
    try {
      await channel.listen(take, signal, bookmark(deps, channel));
    } catch (error) {
      if (signal.aborted) return;
      deps.log.warn({ channel: channel.name, err: causeChain(error) }, "cannot listen to the messenger; trying again");
    }
    await deps.clock.sleep(wait, signal).catch(() => undefined);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

function bookmark({ db }: AlertDeps, { name }: Channel): Bookmark {
  return { read: () => bookmarkOf(db, name), write: (mark) => db.write((tx) => saveBookmark(tx, name, mark)) };
}

async function hear(deps: AlertDeps, channel: Channel, update: Update, ears: Ears): Promise<void> {
  const { name } = channel;
  const told = await answerTo(deps, async () => {
    if (update.kind === "press") return ears.press({ ...update, channel: name, sender: update.from.id });
    return isMessenger(name) ? ears.text({ ...update, channel: name }) : null;
  });
  if (told === null) return;
  try {
    if (update.kind === "press") await channel.answer?.(update.id, told);
    else await channel.send(update.chat, { text: told }, `answer-${update.id}`);
  } catch (error) {
    // It was decided; only the word to whoever pressed is lost.
    if (!(error instanceof ChannelError)) throw error;
    deps.log.info({ channel: name, err: causeChain(error) }, "an answer to a press did not arrive");
  }
}

async function answerTo(
  { config }: Pick<AlertDeps, "config">,
  hear: () => Promise<string | null>,
): Promise<string | null> {
  try {
    return await hear();
  } catch (error) {
    if (!(error instanceof RefusedDecision)) throw error;
    return whyNot(error)(textsOf(config.locale));
  }
}
