/** An OpenAI-compatible server on loopback that answers as a test tells it, and keeps what it was asked. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Seen {
  path: string;
  headers: IncomingHttpHeaders;
  /** The body as it came. */
  text: string;
  /** The body as JSON; an empty object when it is none. */
  body: {
    model: string;
    messages: { role: string; content: string }[];
    response_format?: { type: string; json_schema?: { name: string } };
  };
}

/** Answers one request; `seen` is what it asked. */
export type Reply = (response: ServerResponse, seen: Seen) => void;

export interface LlmServer {
  /** With the version: `http://127.0.0.1:1234/v1`. */
  baseUrl: string;
  seen: Seen[];
  /** The replies of the next requests, in turn; the last one is repeated. */
  answer: (...replies: Reply[]) => void;
}

/** Starts a server that ends with the test. */
export async function llmServer(...replies: Reply[]): Promise<LlmServer> {
  const seen: Seen[] = [];
  let turns = [...replies];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const isJson = request.headers["content-type"]?.includes("json") ?? false;
      const body = (isJson ? JSON.parse(text) : {}) as Seen["body"];
      const asked: Seen = { path: request.url ?? "", headers: request.headers, text, body };
      seen.push(asked);
      const reply = turns.length > 1 ? turns.shift() : turns[0];
      reply?.(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, seen, answer: (...next) => void (turns = next) };
}

/** A reply with this body as JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return raw(status, JSON.stringify(body), { "content-type": "application/json", ...headers });
}

/** A reply with exactly this body. */
export function raw(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return (response) => void response.writeHead(status, headers).end(body);
}

/** An error as OpenAI words it. */
export function refuses(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return json(status, { error: { message, type: "error", code: null, param: null } }, headers);
}

/** A chat completion that costs 10 + 5 tokens. */
export function completion(message: object, rest: { finish_reason?: unknown; usage?: unknown } = {}): object {
  const { finish_reason = "stop", usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } } = rest;
  const choices = [{ index: 0, finish_reason, message: { role: "assistant", content: null, ...message } }];
  return { id: "c1", object: "chat.completion", created: 1, model: "test-model", choices, usage };
}

/** A completion with this content. */
export function says(content: unknown, rest: Parameters<typeof completion>[1] = {}): Reply {
  return json(200, completion({ content }, rest));
}
