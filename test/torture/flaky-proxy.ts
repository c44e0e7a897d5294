/** A network in front of the sandbox on which publishing fails in ways that leave the sender in doubt. */
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { isPublish } from "./publish-requests.ts";
import type { Random } from "../../src/sandbox/random.ts";

/**
 * `late`: carried out some time after it arrived, even if the sender is gone by then. `cut before`: lost.
 * `cut after`: carried out, its reply lost.
 */
export type Fate = "pass" | "late" | "cut before" | "cut after";

/** The longest time that a publish is on its way, ms. */
const LATEST_MS = 1000;
/** A state read back after this long is final, even on a machine whose timers are late. */
export const TRUE_AFTER_MS = 2500;

/**
 * Starts the proxy, which lets requests that do not publish pass.
 * @returns its address, and how often each outcome occurred
 */
export async function startFlakyProxy(
  target: string,
  random: Random,
): Promise<{ url: string; fates: Record<Fate, number> }> {
  const fates = { pass: 0, late: 0, "cut before": 0, "cut after": 0 };
  const server = createServer((incoming, outgoing) => {
    const publishes = isPublish(incoming.method ?? "", incoming.url ?? "");
    void relay(incoming, outgoing, publishes).catch(() => incoming.socket.destroy());
  });

  async function relay(incoming: IncomingMessage, outgoing: ServerResponse, publishes: boolean): Promise<void> {
    // A sender that dies in the middle of its request has sent nothing, and this call throws then.
    const body = await buffer(incoming);
    const fate = publishes ? fateOf(random) : "pass";
    if (publishes) fates[fate]++;
    if (fate === "cut before") return void incoming.socket.destroy();
    if (fate === "late") await sleep(random.between(50, LATEST_MS));
    const reply = await forward(incoming, body);
    const answer = await buffer(reply);
    if (fate === "cut after") return void incoming.socket.destroy();
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers).end(answer);
  }

  function forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const { host } = new URL(target);
    return new Promise((resolve, reject) => {
      const forwarded = request(new URL(url ?? "/", target), { method, headers: { ...headers, host } }, resolve);
      forwarded.once("error", reject).end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, fates };
}

function fateOf(random: Random): Fate {
  if (random.chance(0.25)) return "late";
  if (random.chance(0.12)) return "cut after";
  return random.chance(0.06) ? "cut before" : "pass";
}
