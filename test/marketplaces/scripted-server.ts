import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  /** Parsed JSON, or undefined. */
  body: unknown;
}

/** What the server does with one request. */
export type Step = (request: Received, response: ServerResponse) => void;

/** A server on loopback that follows the script and then repeats its last step. Close it with `using`. */
export async function scriptedServer(...script: [Step, ...Step[]]) {
  const requests: Received[] = [];
  let arrived = Promise.withResolvers<void>();
  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const request = {
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        headers: incoming.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
      requests.push(request);
      (script[requests.length - 1] ?? script.at(-1))?.(request, response);
      arrived.resolve();
      arrived = Promise.withResolvers();
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** Resolves when the next request has arrived. */
    arrival: () => arrived.promise,
    close,
    [Symbol.asyncDispose]: close,
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Step {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Step {
  return (_request, response) => void response.writeHead(status, { "content-type": "text/html", ...headers }).end(body);
}

/** Reads the whole request, then breaks the connection. */
export const reset: Step = (_request, response) => void response.socket?.resetAndDestroy();

/** Announces a longer body than it sends. */
export const cutOff: Step = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"data":', () => response.socket?.destroy());
};

export const hang: Step = () => undefined;

/** An address at which nothing listens. */
export async function closedPort(): Promise<string> {
  const server = await scriptedServer(hang);
  await server.close();
  return server.url;
}
