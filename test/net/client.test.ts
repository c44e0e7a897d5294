import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createNet, type Outgoing } from "../../src/net/client.ts";
import { parseJson } from "../../src/net/json.ts";
import { routeOf, DIRECT, type Route } from "../../src/net/route.ts";

const TLS = join(import.meta.dirname, "tls");

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that counts its requests. */
async function serverOf(reply: (request: IncomingMessage, response: ServerResponse) => void) {
  const paths: string[] = [];
  const host = await listening(
    createServer((request, response) => {
      paths.push(request.url ?? "");
      request.resume().on("end", () => reply(request, response));
    }),
  );
  return { url: new URL(`http://${host}/path?a=1`), paths };
}

function client(route: Route = DIRECT) {
  const net = createNet(route, systemClock);
  onTestFinished(() => net.close());
  return (url: URL, more: Partial<Outgoing> = {}) => {
    const signal = new AbortController().signal;
    return net.request({ url, method: "POST", headers: {}, body: '{"a":1}', signal, timeoutMs: 5000, ...more });
  };
}

describe("the last check", () => {
  test("runs once the connection stands, and a request that it refuses is never written", async () => {
    const { url, paths } = await serverOf((_request, response) => response.end("{}"));
    const send = client();
    const no = new Error("not any more");
    const lastCheck = () => {
      throw no;
    };
    await expect(send(url, { lastCheck })).rejects.toBe(no);
    expect(paths).toEqual([]);
    expect((await send(url)).status).toBe(200);
    await expect(send(url, { lastCheck })).rejects.toBe(no);
    expect(paths).toEqual(["/path?a=1"]);
  });

  test("runs after the wait for a connection, not before it", async () => {
    const { url } = await serverOf((_request, response) => response.end("{}"));
    const order: string[] = [];
    const sent = client()(url, { lastCheck: () => void order.push("checked") });
    order.push("connecting");
    await sent;
    expect(order).toEqual(["connecting", "checked"]);
  });

  test("no byte of a refused request reaches the other side", async () => {
    let received = 0;
    const host = await listening(createTcpServer((socket) => socket.on("data", ({ length }) => (received += length))));
    const lastCheck = () => {
      throw new Error("no");
    };
    await expect(client()(new URL(`http://${host}/`), { lastCheck })).rejects.toThrow("no");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(received).toBe(0);
  });
});

describe("what is known of a request without a reply", () => {
  test("a request that is stopped while it waits for its connection has not left, and never does", async () => {
    const stop = new AbortController();
    const { url, paths } = await serverOf((_request, response) => response.end("{}"));
    const sent = client()(url, { signal: stop.signal });
    stop.abort(new Error("stop"));
    await expect(sent).rejects.toMatchObject({ fault: "aborted", left: false });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(paths).toEqual([]);
  });

  test("a request that gets no reply in time may have arrived", async () => {
    const { url } = await serverOf(() => undefined);
    await expect(client()(url, { timeoutMs: 50 })).rejects.toMatchObject({ fault: "timeout", left: true });
  });

  test("a broken connection and a port without a listener are told apart", async () => {
    const { url } = await serverOf((request) => request.socket.destroy());
    await expect(client()(url)).rejects.toMatchObject({ fault: "broken", left: true });
    const closed = new URL("http://127.0.0.1:1/");
    await expect(client()(closed)).rejects.toMatchObject({ fault: "unreachable", left: false });
  });
});

describe("the bounds of a reply", () => {
  test.each([200, 500])("bytes are counted after decompression, also with status %i", async (status) => {
    const bomb = gzipSync(Buffer.alloc(2_000_000, " "));
    const { url } = await serverOf((_request, response) => {
      response.writeHead(status, { "content-encoding": "gzip" }).end(bomb);
    });
    const error = client()(url, { largestBytes: 1_000_000 });
    await expect(error).rejects.toMatchObject({ fault: "too_large", left: true });
    expect((await client()(url, { largestBytes: 2_000_000 })).text).toHaveLength(2_000_000);
  });

  test("a plain body that never ends is cut off", async () => {
    const { url } = await serverOf((_request, response) => {
      const more = setInterval(() => response.write(" ".repeat(100_000)), 1);
      response.on("close", () => clearInterval(more));
    });
    await expect(client()(url, { largestBytes: 500_000 })).rejects.toMatchObject({ fault: "too_large" });
  });

  test("a redirect is a reply, and nobody follows it", async () => {
    const { url, paths } = await serverOf((_request, response) => response.writeHead(307, { location: "/two" }).end());
    expect(await client()(url)).toMatchObject({ status: 307 });
    expect(paths).toEqual(["/path?a=1"]);
  });

  test("JSON with too many values is not built, and of what is nested too deeply only the first hundred levels", () => {
    const deep = (levels: number): string => `${"[".repeat(levels)}"]"${"]".repeat(levels)}`;
    expect(JSON.stringify(parseJson(`{"a":${deep(5_000_000)},"b":[1]}`))).toBe(
      `{"a":${"[".repeat(100)}${"]".repeat(100)},"b":[1]}`,
    );
    expect(JSON.stringify(parseJson(deep(100)))).toBe(deep(100));
    expect(parseJson("[".repeat(200))).toBeUndefined();
    expect(() => parseJson(`[${"0,".repeat(500_001)}0]`)).toThrow("more than 500000 values");
    expect(() => parseJson(`[${`${deep(90)},`.repeat(5700)}0]`)).toThrow("more than 500000 values");
    expect(parseJson(`{"text":"${"[".repeat(500)}\\"${",".repeat(500)}"}`)).toHaveProperty("text");
    expect([parseJson(" "), parseJson("<html>")]).toEqual([null, undefined]);
  });
});

/** A proxy as companies have them: it forwards plain requests and opens tunnels. */
async function proxyServer() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { hostname, port, pathname } = new URL(request.url ?? "");
    request.pipe(
      ask({ hostname, port, path: pathname, method: request.method }, (reply) => {
        response.writeHead(reply.statusCode ?? 0);
        reply.pipe(response);
      }),
    );
  });
  server.on("connect", (request: IncomingMessage, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const to = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      to.pipe(socket).pipe(to);
    });
    for (const end of [to, socket]) end.on("error", () => undefined);
  });
  return { address: `http://${await listening(server)}`, asked };
}

/** A route through this proxy for names that only the proxy resolves. */
const through = (address: string, ca: string[] | null = null): Route => ({
  proxy: { http: address, https: address, except: "direct.test" },
  ca,
});

describe("the way out", () => {
  test("plain requests go to the proxy, and the last check still comes before the first byte", async () => {
    const { url, paths } = await serverOf((_request, response) => response.end("{}"));
    const { address, asked } = await proxyServer();
    const send = client(through(address));
    const lastCheck = () => {
      throw new Error("no");
    };
    await expect(send(url, { lastCheck })).rejects.toThrow("no");
    expect([asked, paths]).toEqual([[], []]);
    expect((await send(url)).status).toBe(200);
    expect(asked).toEqual([`POST ${url.href}`]);
  });

  test("encrypted requests go through a tunnel, to a host whose certificate ca_file vouches for", async () => {
    const paths: string[] = [];
    const identity = { key: readFileSync(join(TLS, "server.key")), cert: readFileSync(join(TLS, "server.pem")) };
    const host = await listening(
      createTlsServer(identity, (request, response) => {
        paths.push(request.url ?? "");
        response.end("{}");
      }),
    );
    const { address, asked } = await proxyServer();
    const url = new URL(`https://localhost:${host.split(":")[1]}/secret`);
    const { ca } = routeOf({ ca_file: join(TLS, "authority.pem") }, undefined, {});
    await expect(client(through(address))(url)).rejects.toMatchObject({ fault: "unreachable", left: false });
    const send = client(through(address, ca));
    const lastCheck = () => {
      throw new Error("no");
    };
    await expect(send(url, { lastCheck })).rejects.toThrow("no");
    expect(paths).toEqual([]);
    expect((await send(url)).status).toBe(200);
    expect(asked.at(-1)).toBe(`CONNECT localhost:${url.port}`);
    expect((await client({ proxy: null, ca })(url)).status).toBe(200);
  });

  test("a service's own proxy wins over the general one, and that over the environment", () => {
    const env = { HTTPS_PROXY: "http://env:1", NO_PROXY: "own.test" };
    const https = (route: Route) => route.proxy?.https;
    expect(https(routeOf({ proxy: "http://general:1" }, "http://own:1", env))).toBe("http://own:1");
    expect(https(routeOf({ proxy: "http://general:1" }, undefined, env))).toBe("http://general:1");
    expect(routeOf({}, undefined, env).proxy).toEqual({
      http: "",
      https: "http://env:1",
      except: "own.test,localhost,127.0.0.1,::1",
    });
    expect(routeOf({ proxy: "direct" }, undefined, env).proxy).toBeNull();
    expect(routeOf({}, undefined, {}).proxy).toBeNull();
  });

  test("a ca_file without a certificate is refused by name", () => {
    const file = join(TLS, "server.key");
    expect(() => routeOf({ ca_file: file }, undefined, {})).toThrow("holds no certificate");
    expect(() => routeOf({ ca_file: `${file}.none` }, undefined, {})).toThrow(`ca_file ${file}.none cannot be read`);
  });
});
