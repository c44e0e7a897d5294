/** The way of one machine to the marketplaces: what it publishes is noted with its time, and passed on. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { isPublish } from "./publish-requests.ts";

export interface WireTap {
  url: string;
  /** When requests that publish arrived, Unix ms. */
  publishes: number[];
  close(): void;
}

export async function tapWire(target: string): Promise<WireTap> {
  const publishes: number[] = [];
  const server = createServer((incoming, outgoing) => {
    if (isPublish(incoming.method ?? "", incoming.url ?? "")) publishes.push(Date.now());
    const headers = { ...incoming.headers, host: new URL(target).host };
    const forwarded = request(new URL(incoming.url ?? "/", target), { method: incoming.method, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("error", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publishes,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
