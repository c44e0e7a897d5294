/** A small S3-compatible store on loopback that keeps to conditions, or breaks them when it is told to. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** What the store does with a request instead of answering as it should. */
export type Mischief = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface SmallS3 {
  endpoint: string;
  objects: Map<string, Buffer>;
  /** `PUT /bucket/key` of each request. */
  asked: string[];
  /** Returns true when it has answered itself. */
  mischief: Mischief | undefined;
  /** Whether `If-None-Match` is ignored, as old stores do. */
  ignoresConditions: boolean;
  /** The largest number of names in one list. */
  page: number;
}

export async function smallS3(): Promise<SmallS3> {
  const objects = new Map<string, Buffer>();
  const store: SmallS3 = {
    endpoint: "",
    objects,
    asked: [],
    mischief: undefined,
    ignoresConditions: false,
    page: 1000,
  };
  const server = createServer((request, response) => {
    void receive(request, response);
  });
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const url = new URL(request.url ?? "/", "http://s3");
    store.asked.push(`${request.method} ${url.pathname}`);
    if (store.mischief?.(request, response)) return;
    if (!/^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/here\/s3\//.test(request.headers.authorization ?? "")) {
      response.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
    } else answer(store, { method: request.method ?? "", url, body, headers: request.headers }, response);
  }
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  store.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return store;
}

interface Asked {
  method: string;
  url: URL;
  body: Buffer;
  headers: IncomingMessage["headers"];
}

function answer(store: SmallS3, { method, url, body, headers }: Asked, response: ServerResponse): void {
  const key = url.pathname;
  if (method === "GET" && /^\/\w+\/?$/.test(key)) response.end(list(store, url));
  else if (method === "PUT") {
    if (headers["if-none-match"] === "*" && store.objects.has(key) && !store.ignoresConditions) {
      response.writeHead(412).end("<Error><Code>PreconditionFailed</Code></Error>");
    } else {
      store.objects.set(key, body);
      response.end();
    }
  } else if (store.objects.has(key)) response.end(store.objects.get(key));
  else response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
}

/** Both forms of a list: the one that Litestream asks for, and version 2. */
function list({ objects, page }: SmallS3, { pathname, searchParams }: URL): string {
  const asked = (name: string): string => searchParams.get(name) ?? "";
  const [prefix, delimiter] = [asked("prefix"), asked("delimiter")];
  const root = `${pathname.replace(/\/$/, "")}/`;
  const names = [...objects.keys()]
    .map((key) => key.slice(root.length))
    .filter((name) => name.startsWith(prefix) && name > (asked("start-after") || asked("marker")))
    .toSorted();
  const shown = names.slice(0, page);
  const folderOf = (name: string): string | undefined => {
    const end = delimiter === "" ? -1 : name.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : name.slice(0, end + 1);
  };
  const folders = new Set(shown.flatMap((name) => folderOf(name) ?? []));
  const files = shown.filter((name) => folderOf(name) === undefined);
  const contents = files.map((name) => {
    const size = objects.get(root + name)?.length ?? 0;
    return `<Contents><Key>${name}</Key><Size>${size}</Size><LastModified>2026-11-24T09:00:00.000Z</LastModified></Contents>`;
  });
  const prefixes = [...folders].map((name) => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`);
  const truncated = `<IsTruncated>${names.length > page}</IsTruncated>`;
  return `<?xml version="1.0"?><ListBucketResult xmlns="x">${truncated}${contents.join("")}${prefixes.join("")}</ListBucketResult>`;
}
