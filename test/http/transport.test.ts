import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { connect } from "node:net";
import { PassThrough } from "node:stream";
import type { TLSSocket } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import { httpOptions } from "../../src/cli/http-options.ts";
import { httpParts } from "../../src/desk/http-parts.ts";
import { clientOf } from "../../src/http/peers.ts";
import { createRoutes } from "../../src/http/routes.ts";
import { testApp } from "../support/app.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { served, status } from "../support/listening.ts";
import { ADMIN, TOKENS } from "../support/served.ts";
import { tempFolder } from "../support/temp.ts";

const FILES = join(import.meta.dirname, "../net/tls");

describe("TLS that ends here", () => {
  /** The health over TLS, and the serial number of the certificate. */
  function secure(url: string): Promise<{ status: number | undefined; serial: string }> {
    const asked = Promise.withResolvers<{ status: number | undefined; serial: string }>();
    const ca = ["authority.pem", "renewed.pem"].map((name) => readFileSync(join(FILES, name)));
    get(`${url}/healthz`, { ca, agent: false }, (reply) => {
      const { serialNumber: serial } = (reply.socket as TLSSocket).getPeerCertificate();
      asked.resolve({ status: reply.resume().statusCode, serial });
    }).on("error", asked.reject);
    return asked.promise;
  }

  test("serves the certificate of the files, and the renewed one once both files fit", async () => {
    const folder = tempFolder();
    const tls = { cert_file: join(folder, "cert.pem"), key_file: join(folder, "key.pem") };
    copyFileSync(join(FILES, "server.pem"), tls.cert_file);
    copyFileSync(join(FILES, "server.key"), tls.key_file);
    const stream = new PassThrough();
    const options = { clock: hurriedClock(), log: createLog("info", stream) };
    const url = await served({ http: { ...TOKENS, tls }, ...options });
    expect(url).toMatch(/^https:/);
    const first = await secure(url);
    expect(first.status).toBe(200);
    copyFileSync(join(FILES, "renewed.pem"), tls.cert_file);
    await expect.poll(() => String(stream.read() ?? "")).toContain("the old one stays");
    expect((await secure(url)).serial).toBe(first.serial);
    copyFileSync(join(FILES, "renewed.key"), tls.key_file);
    await expect.poll(async () => (await secure(url)).serial).not.toBe(first.serial);
  });

  test("does not start with files that are no certificate and key", async () => {
    const file = join(tempFolder(), "x.pem");
    writeFileSync(file, "no certificate");
    const started = served({ http: { ...TOKENS, tls: { cert_file: file, key_file: file } } });
    await expect(started).rejects.toMatchObject({ code: "http.tls" });
  });
});

describe("TLS that ends at a proxy", () => {
  const proxies = ["10.0.0.0/8", "fd00::1"];

  test("is not got around: past the proxy other machines get nothing but /healthz", async () => {
    const { app, config } = await testApp({ items: [], settings: { http: { proxy: { trusted: proxies } } } });
    const parts = httpParts(app, { text: () => Promise.resolve("") });
    const options = { ...httpOptions(config), clock: app.clock, log: createLog("silent"), hasTls: false };
    const [routes, withTls] = [createRoutes(parts, options), createRoutes(parts, { ...options, hasTls: true })];
    const from = async (remoteAddress: string, path: string, at = routes): Promise<number> => {
      const headers = { host: "localhost", authorization: `Bearer ${config.http.token}` };
      return (await at.request(path, { headers }, { incoming: { socket: { remoteAddress }, headers } })).status;
    };
    for (const near of ["10.1.2.3", "::ffff:10.1.2.3", "fd00::1", "127.0.0.1", "::1"])
      expect(await from(near, "/api/v1/openapi.json"), near).toBe(200);
    for (const far of ["11.0.0.1", "::ffff:192.0.2.1", "fd00::2"]) {
      expect(await from(far, "/api/v1/openapi.json"), far).toBe(403);
      expect(await from(far, "/healthz"), far).toBe(200);
      expect(await from(far, "/api/v1/openapi.json", withTls), far).toBe(200);
    }
  });

  test("tells the client's address, which nobody but the proxy is believed about", () => {
    const from = (remoteAddress: string, forwarded: string): string =>
      clientOf(proxies)({ socket: { remoteAddress }, headers: { "x-forwarded-for": forwarded } } as never);
    expect(from("10.0.0.1", "198.51.100.7, 203.0.113.9")).toBe("203.0.113.9");
    expect(from("::ffff:10.0.0.1", "198.51.100.7, 203.0.113.9, 10.9.9.9")).toBe("203.0.113.9");
    expect(from("10.0.0.1", "nonsense")).toBe("10.0.0.1");
    expect(from("192.0.2.1", "203.0.113.9")).toBe("192.0.2.1");
  });
});

test("every reply says that it is not to be kept, guessed, run or told about", async () => {
  const url = await served();
  const asked = ["/healthz", "/readyz", "/nothing", "/metrics", "/api/v1/openapi.json", "/api/v1/reputation/items/x"];
  for (const path of asked) {
    for (const authorization of [`Bearer ${ADMIN}`, "Bearer of-nobody"]) {
      const { headers } = await fetch(url + path, { headers: { authorization } });
      expect(Object.fromEntries(headers), path).toMatchObject({
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      });
    }
  }
});

test("connections beyond the limit are refused with one word in the log, and get in when others have gone", async () => {
  const stream = new PassThrough();
  const url = await served({ log: createLog("warn", stream), clock: systemClock });
  const { hostname, port } = new URL(url);
  const idle = Array.from({ length: 520 }, () => connect(Number(port), hostname).on("error", () => {}));
  onTestFinished(() => idle.forEach((socket) => socket.destroy()));
  await expect.poll(() => idle.filter(({ closed }) => closed).length).toBe(8);
  await expect(status(`${url}/healthz`, {})).rejects.toThrow();
  expect(String(stream.read()).trim().split("\n")).toHaveLength(1);
  for (const socket of idle) socket.destroy();
  await expect.poll(() => status(`${url}/healthz`, {}).catch(() => 0)).toBe(200);
});
