import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A proxy that can hold back replies: the other side has carried out the request, the sender does not know it yet. */
export interface Gate {
  url: string;
  /** Holds the replies to requests that fit (`POST /wb/api/…`), until `open`. */
  hold(requests: RegExp): void;
  /** Resolves when the first reply is being held. */
  held: Promise<void>;
  /** Holds nothing more; what was held goes on. */
  open(): void;
}

export async function startGate(target: string): Promise<Gate> {
  let holding: RegExp | undefined;
  const waiting: (() => void)[] = [];
  const held = Promise.withResolvers<void>();
  const server = createServer((incoming, outgoing) => {
    const what = `${incoming.method} ${incoming.url}`;
    const options = { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } };
    const forwarded = request(new URL(incoming.url ?? "/", target), options, (reply: IncomingMessage) => {
      const answer = (): void => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(outgoing);
      };
      if (!holding?.test(what)) return answer();
      waiting.push(answer);
      held.resolve();
    });
    forwarded.on("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (requests) => void (holding = requests),
    held: held.promise,
    open() {
      holding = undefined;
      for (const answer of waiting.splice(0)) answer();
    },
  };
}
