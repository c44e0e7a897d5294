import { createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What happens to a request on its way: nothing, cut before it arrives, or carried out and its reply cut off. */
export type Fate = "pass" | "cut before" | "cut after";

/** A proxy in front of the sandbox that breaks connections; `fate` decides for each request. Returns its address. */
export async function cutProxy(target: string, fate: (method: string, path: string) => Fate): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const what = fate(incoming.method ?? "", incoming.url ?? "");
    if (what === "cut before") return void incoming.socket.destroy();
    const options = { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } };
    const forwarded = request(new URL(incoming.url ?? "/", target), options, (reply: IncomingMessage) => {
      if (what === "cut after") {
        reply.resume();
        reply.on("end", () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    forwarded.on("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
