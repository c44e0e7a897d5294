import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fetch } from "undici";
import type { Platform } from "../../src/domain/platform.ts";
import { loadContract } from "../support/contract.ts";

/**
 * Stands between an adapter and the sandbox and holds every request and every response against the official
 * description of the marketplace.
 * @param base the sandbox's address of the marketplace: `http://127.0.0.1:1234/wb`
 */
export async function recordingProxy(platform: Platform, base: string) {
  const contract = loadContract(platform);
  const problems: string[] = [];
  const paths: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const sent = Buffer.concat(chunks).toString();
      const { pathname: path, searchParams: query } = new URL(incoming.url ?? "", base);
      const method = incoming.method ?? "";
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      );
      paths.push(path);
      const request = { method, path, query, headers, body: sent === "" ? undefined : JSON.parse(sent) };
      problems.push(...contract.validateRequest(request).map((problem) => `${method} ${path}: ${problem}`));

      const { host: _host, "content-length": _length, connection: _connection, ...forwarded } = headers;
      const reply = await fetch(base + incoming.url, { method, headers: forwarded, body: sent === "" ? null : sent });
      const received = await reply.text();
      const contentType = reply.headers.get("content-type");
      const isJson = contentType?.includes("json") === true;
      if (reply.ok) {
        const body = isJson ? JSON.parse(received) : received;
        const response = { method, path, status: reply.status, contentType, body };
        problems.push(...contract.validateResponse(response).map((problem) => `${method} ${path}: ${problem}`));
      }
      const kept = [...reply.headers].filter(
        ([name]) => !/^(content-length|content-encoding|connection|keep-alive|transfer-encoding)$/.test(name),
      );
      outgoing.writeHead(reply.status, Object.fromEntries(kept)).end(received);
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Descriptions of every message that violates the official description. */
    problems,
    /** The paths asked for, in order. */
    paths,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
