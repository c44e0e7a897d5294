/** Keys of channels are in no log and no database, however the service fails and whatever it repeats. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tell } from "../../src/decisions/alerts.ts";
import { startSmtp } from "../../src/sandbox/smtp/smtp.ts";
import { closedPort, reset, scriptedServer, type Received, type Step } from "../marketplaces/scripted-server.ts";
import { utf16 } from "../support/encodings.ts";
import { startInside } from "../support/inside.ts";
import { contactOf } from "../support/messenger.ts";
import { personWith } from "../support/people.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";

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

test.each<[string, () => Promise<string>]>([
  ["does not answer", closedPort],
  ["does not take the key", () => urlOf(repeating(401))],
  ["refuses the message", () => urlOf(repeating(400))],
  ["is elsewhere", () => urlOf(repeating(302))],
  ["breaks the connection", () => urlOf(reset)],
])("a service that %s learns no more of a key than it had, and tells nobody", async (_name, start) => {
  const api_root = await start();
  const smtp = await startSmtp({ account: { user: "a", password: "b" } });
  onTestFinished(() => smtp.close());
  const alerts = {
    telegram: { token: SECRETS.telegram, api_root },
    max: { token: SECRETS.max, api_root },
    email: { host: "127.0.0.1", port: smtp.port, user: "a", password: SECRETS.email, from: "a@shop.example" },
    webhooks: [{ name: "desk", url: `${api_root}/Sekret-in-the-address`, secret: SECRETS.webhook }],
  };
  const { cwd } = await sandboxFolder({ items: [], settings: { alerts, net: { proxy: "direct" } } });
  const { app, output } = await startInside({ cwd });
  const { id } = await personWith(app, "anna", "admin");
  for (const [channel, address] of Object.entries(ADDRESSES))
    await contactOf(app, id, { channel: channel as keyof typeof ADDRESSES, address });
  await app.db.write((tx) => tell(tx, app, { kind: "daily_cap", day: "2026-11-24", cap: 500 }));
  const said = (): string => output();
  const told = (): number => said().match(/"channel":"(telegram|max|email|webhook)"[^\n]*did not leave/g)?.length ?? 0;
  await expect.poll(told).toBeGreaterThanOrEqual(4);
  const files = readdirSync(cwd).filter((name) => name.startsWith("reputation.db"));
  const written = [Buffer.from(said()), ...files.map((name) => readFileSync(join(cwd, name)))];
  expect(files.length).toBeGreaterThan(0);
  for (const secret of ["Sekret", SECRETS.webhook.slice(6), encodeURIComponent(TOKEN)])
    for (const form of [Buffer.from(secret), utf16(secret), utf16(secret, "be")])
      expect(written.some((bytes) => bytes.includes(form))).toBe(false);
});
