/** Sends what waits for one contact, one message after another. */
import { z } from "zod";
import { ChannelError, type Channel } from "../../channels/channel.ts";
import { MINUTE_MS } from "../../base/clock.ts";
import { causeChain } from "../../base/errors.ts";
import { defineTask, done, type TaskContext } from "../../queue/task.ts";
import type { Tx } from "../../store/db.ts";
import { toldContact } from "../../store/tables/alert-contacts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { comeBack } from "./come-back.ts";
import { learn, putBackInterrupted } from "./outcome.ts";
import { seeing } from "./own-views.ts";
import { take, type Taken } from "./take.ts";

/** After a failure of our own nothing is lost: it is tried again later. */
const AGAIN_MS = 15 * MINUTE_MS;
/** A job sends so many messages at most and makes room for another contact's. */
const AT_A_TIME = 20;

/** Each message's intent is stored before it leaves; after a crash in between it may stand there twice. */
export const deliverAlerts = defineTask<AlertDeps, { contact_id: number }>({
  kind: "deliver_alerts",
  lane: "alerts",
  args: z.strictObject({ contact_id: z.int() }),
  retries: 3,
  retryDelayMs: 60_000,
  async run(deps, { contact_id }, context) {
    await context.write((tx) => putBackInterrupted(tx, contact_id));
    let sent = 0;
    const silentMs = (): number => deps.silentForMs?.() ?? 0;
    while (sent < AT_A_TIME && !context.signal.aborted && silentMs() === 0) {
      const taken = await seeing(deps, context, (tx, views) => take(tx, deps, views, contact_id));
      if (taken === undefined || !(await send(deps, taken, context))) break;
      sent++;
    }
    const silent = silentMs();
    const status = silent > 0 ? "silent" : "delivered";
    return done({ status, contact_id, sent }, (tx) => next(tx, deps, contact_id, deps.clock.now() + silent));
  },
  exhausted(tx, deps, { contact_id }) {
    putBackInterrupted(tx, contact_id);
    next(tx, deps, contact_id, deps.clock.now() + AGAIN_MS);
  },
});

/** @returns whether the next message may be tried at once */
async function send(deps: AlertDeps, taken: Taken, context: TaskContext): Promise<boolean> {
  const { contact } = taken;
  const channel = deps.channels.get(contact.channel);
  const result = channel ? await attempt(channel, taken) : noChannel(contact.channel);
  if (result instanceof ChannelError) {
    context.log.info(
      { contact: contact.id, channel: contact.channel, err: causeChain(result) },
      "a message did not leave",
    );
  }
  return await context.write((tx) => learn(tx, deps, taken, result));
}

async function attempt(channel: Channel, { contact, message, id, isProbe }: Taken): Promise<string | ChannelError> {
  try {
    if (isProbe) await channel.check();
    return (await channel.send(contact.address, message, String(id))).messageId;
  } catch (error) {
    if (error instanceof ChannelError) return error;
    throw error;
  }
}

function noChannel(name: string): ChannelError {
  return new ChannelError("away", `the configuration has no ${name} (alerts.${name}), or its bot is the hub's`);
}

/** What is due later, or has come meanwhile, has a job of its own. */
function next(tx: Tx, deps: AlertDeps, contactId: number, notBefore = 0): void {
  const contact = toldContact(tx, contactId);
  if (contact) comeBack(tx, deps, contact, notBefore);
}
