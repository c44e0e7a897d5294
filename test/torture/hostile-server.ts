/** A network in front of the sandbox that lies, drips, floods and hangs, for marketplaces, LLM and Knowledge API alike. */
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Random } from "../../src/sandbox/random.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { emptyList, LIST_TRICKS, TRICKS } from "./hostile-replies.ts";
import { isPublish } from "./publish-requests.ts";

export interface HostileServer {
  url: string;
  /** How many of the honest shop's requests meet a trick, from 0 to 1; the shops at `/evil` are hostile above 0. */
  share: number;
  /** How often each trick was played, by its name. */
  played: Map<string, number>;
  /** Whether anybody has asked for what a redirect named. */
  followed: boolean;
  close(): void;
}

interface Decks {
  plain: () => string;
  list: () => string;
}

/** An account that is told to wait for years waits a day, and could not show afterwards that it works again. */
const FOR_THE_EVIL = ["come back in years"];

/** What a sender cannot take for an answer: whether the publish arrived stays open. */
const DOUBTFUL = ["reset", "cut off", "huge body", "gzip bomb", "not HTTP", "endless headers", "huge error"];

/** Starts it; `without` names tricks that are left out. */
export async function startHostileServer(
  sandbox: Sandbox,
  random: Random,
  without: readonly string[] = [],
): Promise<HostileServer> {
  const allowed = (names: string[]): string[] => names.filter((name) => !without.includes(name));
  const names = allowed(Object.keys(TRICKS));
  const decksOf = (from: string[]): Decks => ({
    plain: deck(from, random),
    list: deck([...from, ...allowed(Object.keys(LIST_TRICKS))], random),
  });
  const [evil, honest] = [decksOf(names), decksOf(names.filter((name) => !FOR_THE_EVIL.includes(name)))];
  const doubtful = deck(allowed(DOUBTFUL), random);

  const server = createServer({ keepAliveTimeout: 75_000 }, (incoming, response) => {
    response.on("error", () => undefined);
    void serve(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.on("connection", (socket) => void socket.on("error", () => undefined));

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = incoming.url ?? "";
    const body = await buffer(incoming);
    if (path.startsWith("/stolen")) hostile.followed = true;
    if (isPublish(incoming.method ?? "", path)) return publish(incoming, body, response);
    const isEvil = path.startsWith("/evil");
    if (hostile.share > 0 && (isEvil || random.chance(hostile.share)))
      return play(trickFor(path, isEvil ? evil : honest), response);
    if (isEvil) return emptyList(response);
    if (path.startsWith("/knowledge")) return void response.end('{"Состав":"хлопок"}');
    await forward(incoming, body, response);
  }

  /** It is always carried out; only its reply may be lost. */
  async function publish(incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    if (!random.chance(hostile.share)) return forward(incoming, body, response);
    await buffer(await relay(sandbox, incoming, body));
    play(doubtful(), response);
  }

  async function forward(incoming: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const reply = await relay(sandbox, incoming, body);
    response.writeHead(reply.statusCode ?? 502, reply.headers).end(await buffer(reply));
  }

  function play(name: string, response: ServerResponse): void {
    hostile.played.set(name, (hostile.played.get(name) ?? 0) + 1);
    (TRICKS[name] ?? LIST_TRICKS[name])?.(response);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  const hostile: HostileServer = { url, share: 0, played: new Map(), followed: false, close };
  return hostile;
}

function trickFor(path: string, { plain, list }: Decks): string {
  return /feedbacks|questions|review\/list|question\/list|goods-feedback/.test(path) ? list() : plain();
}

/** Deals all names in a random order, again and again, so that none is left out. */
function deck(names: readonly string[], random: Random): () => string {
  let left: string[] = [];
  return () => {
    if (left.length === 0) left = [...names];
    return left.splice(random.between(0, left.length - 1), 1)[0] ?? "";
  };
}

function relay(sandbox: Sandbox, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { host } = new URL(sandbox.url);
  return new Promise((resolve, reject) => {
    const target = new URL(url ?? "/", sandbox.url);
    request(target, { method, headers: { ...headers, host } }, resolve)
      .once("error", reject)
      .end(body);
  });
}
