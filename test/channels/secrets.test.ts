/** Keys of channels are in no log, metric, database or backup, however the service fails and whatever it repeats. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer as createHttps } from "node:https";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../src/base/clock.ts";
import { tell } from "../../src/decisions/alerts.ts";
import { gaugesOf } from "../../src/desk/gauges.ts";
import { DEFAULT_SETTINGS } from "../../src/domain/alert/settings.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { backUp } from "../../src/store/sqlite/backup.ts";
import { startSmtp } from "../../src/sandbox/smtp/smtp.ts";
import { closedPort, reset, scriptedServer, type Received, type Step } from "../marketplaces/scripted-server.ts";
import { utf16 } from "../support/encodings.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { startInside } from "../support/inside.ts";
import { contactOf } from "../support/messenger.ts";
import { personWith } from "../support/people.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";

const TLS = join(import.meta.dirname, "../net/tls");
const NOWHERE = `${"nowhere-".repeat(8)}.example`;
const TOKEN = "123456789:AA-Sekret-of-Telegram";
const SECRETS = {
  telegram: TOKEN,
  max: "Sekret-of-MAX-0123456789",
  email: "Sekret-of-SMTP",
  webhook: `whsec_${Buffer.from("Sekret-of-the-webhook-0123456789").toString("base64")}`,
};
/** Where a person is told; the webhook is told because the configuration names it. */
const ADDRESSES = { telegram: "501", max: "502", email: "anna@shop.example" } as const;

/** Everything that the request had, as the worst of servers would say it back. */
const repeating =
  (status: number): Step =>
  (request: Received, response) => {
    const description = `${request.path} ${decodeURIComponent(request.path)} ${JSON.stringify(request.headers)}`;
    response.writeHead(status, { location: `https://x.example${request.path}`, "content-type": "application/json" });
    response.end(JSON.stringify({ ok: false, code: "x", description, message: description }));
  };

async function urlOf(step: Step): Promise<string> {
  const server = await scriptedServer(step);
  onTestFinished(() => server.close());
  return server.url;
}

/** How a service fails: at which addresses. */
interface Away {
  api_root: string;
  /** Where the mail server is, when it fails as well. */
  smtp?: { host: string; port?: number; security?: "tls" };
  clock?: Clock;
}

const at = async (step: Step): Promise<Away> => ({ api_root: await urlOf(step) });

/** Takes connections and never says a word. */
async function silent(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A mail server and a service whose certificate nobody vouches for. */
async function unvouched(): Promise<Away> {
  const tls = { key: readFileSync(join(TLS, "server.key")), cert: readFileSync(join(TLS, "server.pem")) };
  const service = createHttps(tls, (_request, response) => void response.end("{}"));
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  const smtp = await startSmtp({ tls, implicit: true });
  onTestFinished(async () => {
    service.close();
    await smtp.close();
  });
  const host = { host: "localhost", port: smtp.port, security: "tls" } as const;
  return { api_root: `https://localhost:${(service.address() as AddressInfo).port}`, smtp: host };
}

/** Answers in the clear to whoever wants to encrypt. */
async function unencrypted(): Promise<Away> {
  const smtp = await startSmtp();
  onTestFinished(() => smtp.close());
  const api_root = (await urlOf(repeating(200))).replace("http:", "https:");
  return { api_root, smtp: { host: "127.0.0.1", port: smtp.port, security: "tls" } };
}

test.each<[string, () => Promise<Away>]>([
  ["does not answer", async () => ({ api_root: await closedPort() })],
  ["does not take the key", () => at(repeating(401))],
  ["refuses the message", () => at(repeating(400))],
  ["is elsewhere", () => at(repeating(302))],
  ["breaks the connection", () => at(reset)],
  ["has a name that is nowhere known", async () => ({ api_root: `https://${NOWHERE}`, smtp: { host: NOWHERE } })],
  ["has a certificate that nobody vouches for", unvouched],
  ["does not encrypt", unencrypted],
  [
    "takes the connection and says nothing",
    async () => {
      const port = await silent();
      return { api_root: `http://127.0.0.1:${port}`, smtp: { host: "127.0.0.1", port }, clock: hurriedClock(200) };
    },
  ],
  [
    "never ends the handshake",
    async () => {
      const port = await silent();
      const smtp = { host: "127.0.0.1", port, security: "tls" } as const;
      return { api_root: `https://127.0.0.1:${port}`, smtp, clock: hurriedClock(200) };
    },
  ],
])("a service that %s learns no more of a key than it had, and tells nobody", async (_name, start) => {
  const { api_root, smtp: place, clock } = await start();
  const smtp = await startSmtp({ account: { user: "a", password: "b" } });
  onTestFinished(() => smtp.close());
  const mail = place ?? { host: "127.0.0.1", port: smtp.port };
  const alerts = {
    telegram: { token: SECRETS.telegram, api_root },
    max: { token: SECRETS.max, api_root },
    email: { ...mail, user: "a", password: SECRETS.email, from: "a@shop.example" },
    webhooks: [{ name: "desk", url: `${api_root}/Sekret-in-the-address`, secret: SECRETS.webhook }],
  };
  const { cwd } = await sandboxFolder({ items: [], settings: { alerts, net: { proxy: "direct" } } });
  const { app, output } = await startInside({ cwd, ...(clock && { clock }) });
  const { id } = await personWith(app, "anna", "admin");
  for (const [channel, address] of Object.entries(ADDRESSES)) {
    await contactOf(app, id, { channel: channel as keyof typeof ADDRESSES, address });
    // On a clock that runs ahead it would soon be night.
    await app.contacts.set(id, new Map([[channel as keyof typeof ADDRESSES, { ...DEFAULT_SETTINGS, quiet: null }]]));
  }
  await app.db.write((tx) => tell(tx, app, { kind: "daily_cap", day: "2026-11-24", cap: 500 }));
  const said = (): string => output();
  const told = (): number =>
    new Set(
      said()
        .match(/"channel":"(telegram|max|email|webhook)"[^\n]*did not leave/g)
        ?.map((line) => line.slice(0, 17)),
    ).size;
  await expect.poll(told).toBe(4);
  const metrics = await createMetrics(() => gaugesOf(app)).text();
  const copy = await backUp(app.config.database, join(cwd, "backups"), 1, Date.now());
  const files = readdirSync(cwd).filter((name) => name.startsWith("reputation.db"));
  const stored = [...files.map((name) => join(cwd, name)), copy.file].map((file) => readFileSync(file));
  const written = [Buffer.from(said()), Buffer.from(metrics), ...stored];
  expect(files.length).toBeGreaterThan(0);
  for (const secret of ["Sekret", SECRETS.webhook.slice(6), encodeURIComponent(TOKEN)])
    for (const form of [Buffer.from(secret), utf16(secret), utf16(secret, "be")])
      expect(written.some((bytes) => bytes.includes(form))).toBe(false);
});
