/** The pictures of the sandbox: small, drawn from their own address, and served where the marketplaces are. */
import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import { Hono, type MiddlewareHandler } from "hono";

/** What the marketplaces' replies call the place of their pictures. */
const ELSEWHERE = "https://photos.example/";
const HERE = "/_pictures/";
const SIDE = 96;

/** Where the sandbox listens is known to a request only, so replies name the pictures' place on their way out. */
export const picturesHere: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.get("content-type")?.includes("json")) return;
  const text = await c.res.text();
  const { origin } = new URL(c.req.url);
  c.res = new Response(text.replaceAll(ELSEWHERE, origin + HERE), c.res);
};

export function createPictures(): Hono {
  const app = new Hono();
  app.get(`${HERE}*`, (c) => c.body(drawing(c.req.path), 200, { "content-type": "image/png" }));
  return app;
}

/** A PNG of stripes in two colours that the name decides. */
function drawing(name: string): Buffer<ArrayBuffer> {
  const hash = createHash("sha256").update(name).digest();
  const [width = 0] = hash.subarray(6);
  const stripe = 6 + (width % 12);
  const row = (y: number) => {
    const pixels = Array.from({ length: SIDE }, (_, x) => {
      const from = Math.floor((x + y) / stripe) % 2 === 0 ? 0 : 3;
      return [...hash.subarray(from, from + 3)];
    });
    // Each row begins with its filter: none.
    return [0, ...pixels.flat()];
  };
  const rows = Buffer.from(Array.from({ length: SIDE }, (_, y) => row(y)).flat());
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  // Eight bits a colour, three colours a pixel.
  header.set([8, 2], 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Length, name, content, checksum. Reference: PNG specification §5.3. */
function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
