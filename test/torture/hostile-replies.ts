/** What a server does that means harm: each is one reply to one request. */
import type { ServerResponse } from "node:http";
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";

/** Answers one request; what it starts ends with the connection. */
export type Trick = (response: ServerResponse) => void;

const MB = 1024 * 1024;
const BLOCK = Buffer.alloc(MB, 0x20);
/** Two gigabytes of blanks in two megabytes. */
let bomb: Buffer | undefined;
let bombInBomb: Buffer | undefined;
let smallBomb: Buffer | undefined;
let zstdBomb: Buffer | undefined;

const gzipped = (): Buffer =>
  (bomb ??= Buffer.concat(Array<Buffer>(8).fill(gzipSync(Buffer.alloc(256 * MB, 0x20), { level: 1 }))));
const twice = (): Buffer => (bombInBomb ??= gzipSync(gzipped()));
const brotlied = (): Buffer =>
  (smallBomb ??= brotliCompressSync(Buffer.alloc(256 * MB, 0x20), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }));
const zstd = (): Buffer => (zstdBomb ??= zstdCompressSync(Buffer.alloc(256 * MB, 0x20)));

/** Every server's tricks, by name. */
export const TRICKS: Readonly<Record<string, Trick>> = {
  hang: () => undefined,
  drip(response) {
    response.writeHead(200, JSON_TYPE).write('{"a":"');
    every(50, response, () => response.write("x"));
  },
  "huge body": (response) => pour(response.writeHead(200, JSON_TYPE), BLOCK),
  "huge error": (response) => pour(response.writeHead(503, JSON_TYPE), BLOCK),
  "body of values": (response) => pour(response.writeHead(200, JSON_TYPE), Buffer.from("[0],".repeat(MB / 4)), "["),
  "body of names": (response) => void response.writeHead(200, JSON_TYPE).end(`[${names(400_000)}]`),
  "gzip bomb": packed("gzip", gzipped),
  "gzip in gzip": packed("gzip, gzip", twice),
  "brotli bomb": packed("br", brotlied),
  "zstd bomb": packed("zstd", zstd),
  "many encodings": packed(Array<string>(200).fill("gzip").join(", "), () => gzipSync("{}")),
  "not gzip": packed("gzip", () => Buffer.from('{"data":{}}')),
  "endless headers"(response) {
    response.socket?.write("HTTP/1.1 200 OK\r\n");
    const line = `x-more: ${"y".repeat(1000)}\r\n`.repeat(64);
    every(1, response, () => response.socket?.write(line));
  },
  "many headers"(response) {
    const lines = Array.from({ length: 5000 }, (_, at) => `x-h${at}: y\r\n`).join("");
    response.socket?.end(`HTTP/1.1 200 OK\r\n${lines}content-length: 2\r\n\r\n{}`);
  },
  "endless hints"(response) {
    const hint = `HTTP/1.1 103 Early Hints\r\nlink: <${"z".repeat(500)}>\r\n\r\n`;
    every(1, response, () => response.socket?.write(hint));
  },
  "endless trailers"(response) {
    response.socket?.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n");
    const line = `x-more: ${"y".repeat(1000)}\r\n`.repeat(64);
    every(1, response, () => response.socket?.write(line));
  },
  "deep lists": (response) =>
    void response.writeHead(200, JSON_TYPE).end("[".repeat(3_000_000) + "]".repeat(3_000_000)),
  "deep objects": (response) =>
    void response.writeHead(200, JSON_TYPE).end('{"a":'.repeat(1_000_000) + "1" + "}".repeat(1_000_000)),
  "one long string": (response) => void response.writeHead(200, JSON_TYPE).end(`"${"ы".repeat(3_500_000)}"`),
  reset: (response) => void response.socket?.resetAndDestroy(),
  "cut off"(response) {
    response.writeHead(200, { ...JSON_TYPE, "content-length": "100000" });
    response.write('{"data":', () => response.socket?.destroy());
  },
  "not HTTP": (response) => void response.socket?.end("SSH-2.0-OpenSSH_9.9\r\n".repeat(1000)),
  "two lengths": (response) =>
    void response.socket?.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 7\r\n\r\n{}"),
  redirect: (response) => void response.writeHead(307, { location: "http://127.0.0.1:1/stolen" }).end(),
  "redirect to itself": (response) => void response.writeHead(302, { location: response.req.url ?? "/" }).end(),
  "come back at once": (response) => void response.writeHead(429, { "retry-after": "0" }).end("{}"),
  "come back in years": (response) => void response.writeHead(429, { "retry-after": "9".repeat(30) }).end("{}"),
  "a list": (response) => void response.writeHead(200, JSON_TYPE).end("[1,2,3]"),
  "a number": (response) => void response.writeHead(200, JSON_TYPE).end("1e400"),
  nothing: (response) => void response.writeHead(200, JSON_TYPE).end(),
  "a page": (response) => void response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><b>hi"),
  "no UTF-8": (response) =>
    void response
      .writeHead(200, JSON_TYPE)
      .end(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d])),
};

/** The tricks of a marketplace's lists; the same reply fits all three of them. */
export const LIST_TRICKS: Readonly<Record<string, Trick>> = {
  "100,000 bad elements": (response) =>
    sendList(
      response,
      Array.from({ length: 100_000 }, (_, x) => ({ x })),
    ),
  "1,000 monsters": (response) =>
    sendList(
      response,
      Array.from({ length: 1000 }, (_, x) => ({ id: `m${x}`, text: "ы".repeat(3000) })),
    ),
  "a deep element": (response) =>
    void response.writeHead(200, JSON_TYPE).end(listText(`[${"[".repeat(5000)}${"]".repeat(5000)}]`)),
  "elements that are no objects": (response) => sendList(response, [null, 1, "x", [], true, { id: {} }]),
  "an endless list"(response) {
    const elements = Array.from({ length: 1000 }, (_, at) => ({ id: `e${serial++}-${at}`, junk: "j".repeat(500) }));
    sendList(response, elements, `page-${serial}`);
  },
};
let serial = 0;

/** An empty list in the words of all three marketplaces, for the calm that follows. */
export function emptyList(response: ServerResponse): void {
  sendList(response, []);
}

const JSON_TYPE = { "content-type": "application/json" };

function sendList(response: ServerResponse, elements: unknown[], next?: string): void {
  response.writeHead(200, JSON_TYPE).end(listText(JSON.stringify(elements), next));
}

function listText(elements: string, next?: string): string {
  const more = next === undefined ? '"has_next":false' : `"has_next":true,"last_id":"${next}"`;
  const paging = next === undefined ? "{}" : `{"nextPageToken":"${next}"}`;
  const both = `"feedbacks":${elements},"questions":${elements}`;
  return `{"data":{${both}},"reviews":${elements},"questions":${elements},${more},
    "status":"OK","result":{${both},"paging":${paging}}}`;
}

function names(count: number): string {
  return Array.from({ length: count }, (_, at) => `{"k${at}":1}`).join(",");
}

function packed(encoding: string, body: () => Buffer): Trick {
  return (response) => void response.writeHead(200, { ...JSON_TYPE, "content-encoding": encoding }).end(body());
}

/** Writes the block again and again, as fast as it is read. */
function pour(response: ServerResponse, block: Buffer, first = ""): void {
  response.write(first);
  const more = (): void => {
    while (!response.destroyed && response.write(block));
  };
  response.on("drain", more);
  more();
}

function every(ms: number, response: ServerResponse, write: () => unknown): void {
  const timer = setInterval(write, ms);
  response.socket?.once("close", () => clearInterval(timer));
}
