/** A messenger on loopback with what goes wrong with real ones, and the channel that talks to it over HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { onTestFinished } from "vitest";
import type { App } from "../../src/app.ts";
import { ChannelError, type Channel, type Message } from "../../src/channels/channel.ts";
import type { ChannelName } from "../../src/domain/alert/channel-name.ts";
import { q } from "../../src/store/db.ts";

/** What came to a chat, when. */
export interface Arrived {
  at: number;
  to: string;
  message: Message;
}

/** How the messenger answers: as it should, or not. */
type Answer = "ok" | "down" | "busy" | "blocked" | "moved" | "bad_key" | "bad_message" | "taken_and_dropped";

export interface Messenger {
  arrived: Arrived[];
  /** How many requests came, whatever became of them. */
  requests: number;
  /** Decides on each message. */
  answer: (message: { to: string; text: string; at: number }) => Answer;
  channel: Channel;
}

/** What a reply says, by its status. */
const FAULTS: Record<number, ConstructorParameters<typeof ChannelError>[0]> = {
  400: "refused",
  401: "key",
  403: "gone",
  409: "moved",
  429: "busy",
  503: "away",
};
const STATUSES: Record<Exclude<Answer, "ok" | "taken_and_dropped">, number> = {
  bad_message: 400,
  bad_key: 401,
  blocked: 403,
  moved: 409,
  busy: 429,
  down: 503,
};
const RETRY_AFTER_S = 30;

export async function messenger(now: () => number, name: ChannelName = "telegram"): Promise<Messenger> {
  const server = createServer((incoming, reply) => void take(incoming, reply));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const self: Messenger = { arrived: [], requests: 0, answer: () => "ok", channel: channelAt(url, name) };

  async function take(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const { to = "", message } = JSON.parse(Buffer.concat(parts).toString()) as { to?: string; message?: Message };
    self.requests++;
    // A call without a message only asks whether the messenger is there.
    const meant = self.answer({ to, text: message ? textOf(message) : "", at: now() });
    const answer = message || meant === "down" ? meant : "ok";
    if (message && (answer === "ok" || answer === "taken_and_dropped")) self.arrived.push({ at: now(), to, message });
    if (answer === "taken_and_dropped") return void incoming.socket.destroy();
    reply.statusCode = answer === "ok" ? 200 : STATUSES[answer];
    reply.end(JSON.stringify({ messageId: String(self.arrived.length), movedTo: `${to}-moved` }));
  }

  return self;
}

/** The words of a message. */
export function textOf({ text }: Message): string {
  return text;
}

function channelAt(url: string, name: ChannelName): Channel {
  async function call(body: { to?: string; message?: Message }): Promise<{ messageId: string }> {
    const asked = request(url, { method: "POST", body: JSON.stringify(body) });
    const reply = await asked.catch((error: Error) => {
      throw new ChannelError("unknown", error.message);
    });
    const said = (await reply.body.json()) as { messageId: string; movedTo: string };
    const kind = FAULTS[reply.statusCode];
    if (kind === undefined) return { messageId: said.messageId };
    throw new ChannelError(kind, `status ${reply.statusCode}`, {
      ...(kind === "busy" && { retryAfterMs: RETRY_AFTER_S * 1000 }),
      ...(kind === "moved" && { movedTo: said.movedTo }),
    });
  }

  return {
    name,
    limits: { text: 4096 },
    send: (to, message) => call({ to, message }),
    async check() {
      await call({});
      return { who: name };
    },
    close: () => Promise.resolve(),
  };
}

/** Binds a person to a chat, as a code and a confirmation do. @returns the contact's id */
export function contactOf(
  app: App,
  userId: number,
  { channel = "telegram", address = `chat-${userId}` }: { channel?: ChannelName; address?: string } = {},
): Promise<number> {
  const now = app.clock.now();
  const empty = {
    sender: null,
    shown_name: null,
    off_reason: null,
    off_at: null,
    last_sent_at: null,
    wait_until: null,
  };
  const row = { user_id: userId, channel, address, state: "confirmed", asked_at: now, confirmed_at: now } as const;
  const insert = q.insertInto("alert_contacts").values({ ...row, ...empty });
  return app.db.write((tx) => tx.get(insert.returning("id"))?.id ?? 0);
}

/** The program uses these ways from now on. */
export function use(app: App, ...messengers: Messenger[]): void {
  app.deps.channels = new Map(messengers.map(({ channel }) => [channel.name, channel]));
}
