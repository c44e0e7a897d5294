import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import type { Message } from "../../src/channels/channel.ts";
import { createEmail } from "../../src/channels/email/channel.ts";
import type { SmtpFault } from "../../src/sandbox/smtp/session.ts";
import { startSmtp, type SmtpOptions } from "../../src/sandbox/smtp/smtp.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { failed } from "./listening.ts";

const TLS = join(import.meta.dirname, "../net/tls");
const CERTIFICATE = { key: readFileSync(join(TLS, "server.key")), cert: readFileSync(join(TLS, "server.pem")) };
const ACCOUNT = { user: "alerts@shop.example", password: "Sekret-Пароль-1" };
const CARD: Message = {
  subject: "★☆☆☆☆ Wildberries: сломалась молния",
  text: "Сломалась <b>молния</b>\n.\nПоложили не тот размер\n",
  link: { label: "Открыть на странице", url: "https://shop.example/items/7" },
  buttons: [[{ id: "a", label: "Отправить" }]],
};

interface More {
  server?: SmtpOptions;
  settings?: Record<string, unknown>;
  clock?: Parameters<typeof createEmail>[2];
}

async function sandbox({ server, settings, clock = systemClock }: More = {}) {
  const smtp = await startSmtp({ tls: CERTIFICATE, account: ACCOUNT, ...server });
  onTestFinished(() => smtp.close());
  const common = { host: "localhost", port: smtp.port, from: "Отзывы <alerts@shop.example>", ...ACCOUNT };
  const email = { ...common, ca_file: join(TLS, "authority.pem"), ...settings };
  const { alerts, net } = testConfig({ alerts: { email } });
  const channel = createEmail(alerts.email!, net, clock);
  return { smtp, channel, send: (to = "anna@shop.example", message = CARD) => channel.send(to, message, "delivery-1") };
}

describe("a letter", () => {
  test.each(["starttls", "tls"])(
    "goes out by %s as plain text with the page in it, and nothing that acts",
    async (security) => {
      const { smtp, send } = await sandbox({ server: { implicit: security === "tls" }, settings: { security } });
      const { messageId } = await send();
      expect(messageId).toMatch(/^<[\w-]{22}@shop\.example>$/);
      expect(smtp.mails).toMatchObject([
        {
          from: "alerts@shop.example",
          to: ["anna@shop.example"],
          user: ACCOUNT.user,
          encrypted: true,
          headers: {
            from: "Отзывы <alerts@shop.example>",
            to: "anna@shop.example",
            subject: CARD.subject,
            "message-id": messageId,
            "content-type": "text/plain; charset=utf-8",
            "auto-submitted": "auto-generated",
          },
        },
      ]);
      const text = smtp.mails[0]?.text.replaceAll("\r\n", "\n").trim();
      expect(text).toBe(`${CARD.text}\n\nОткрыть на странице: https://shop.example/items/7`);
    },
  );

  test("that is sent again has the same Message-ID, and one of the same number after a new start another", async () => {
    const { channel } = await sandbox();
    const sentAt = async (at: number): Promise<string> => {
      const facts = { event: "negative", level: "urgent", at } as const;
      return (await channel.send("anna@shop.example", { ...CARD, text: `ждёт с ${Math.random()}`, facts }, "7"))
        .messageId;
    };
    const first = await sentAt(1);
    expect(await sentAt(1)).toBe(first);
    expect(await sentAt(2)).not.toBe(first);
  });

  test("has one sender, one reader and one subject, whatever stands in them", async () => {
    const { smtp, send } = await sandbox();
    await send("anna@shop.example", { ...CARD, subject: "Отзыв\r\nBcc: eve@evil.example\r\n\r\nтекст\u202e" });
    expect(smtp.mails[0]?.to).toEqual(["anna@shop.example"]);
    expect(smtp.mails[0]?.headers["bcc"]).toBeUndefined();
    expect(smtp.mails[0]?.headers["subject"]).toBe("Отзыв Bcc: eve@evil.example текст");
    for (const to of [
      "anna@x.example\r\nRCPT TO:<eve@evil.example>",
      "a@x.example, eve@evil.example",
      "<a@x.example>",
      "anna",
    ]) {
      expect(await failed(send(to))).toMatchObject({ kind: "gone" });
    }
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.lines.join("\n")).not.toContain("eve@evil.example>");
  });
});

describe("what the mail server says no with", () => {
  const says = (at: SmtpFault["at"], answer: string): SmtpFault => ({ at, does: { answer } });
  test.each<[string, SmtpFault, object]>([
    ["a mailbox that is not there", says("rcpt", "550 5.1.1 No such user"), { kind: "gone", retryable: false }],
    [
      "a server that does not know us yet",
      says("rcpt", "451 4.7.1 Greylisted"),
      { kind: "busy", retryAfterMs: 300_000 },
    ],
    ["a sender that is not ours", says("mail", "553 5.7.1 Sender rejected"), { kind: "key" }],
    ["a letter that is taken for spam", says("accept", "554 5.7.1 Spam"), { kind: "refused" }],
    ["too many letters", says("data", "452 4.3.1 Too many"), { kind: "busy" }],
    ["a server that is full", says("greeting", "421 4.3.2 Too many connections"), { kind: "away" }],
    ["a sign-in that does not work now", says("auth", "454 4.7.0 Temporary failure"), { kind: "away" }],
    ["a connection that breaks before the letter", { at: "rcpt", does: "drop" }, { kind: "away", retryable: true }],
    ["a connection that breaks after the letter was taken", { at: "sent", does: "drop" }, { kind: "unknown" }],
  ])("%s", async (_name, fault, expected) => {
    const { smtp, send } = await sandbox();
    smtp.faults.push(fault);
    expect(await failed(send())).toMatchObject(expected);
    expect(smtp.faults).toEqual([]);
  });

  test("nothing, after the letter or before it: the talk ends in a minute at most", async () => {
    for (const [at, kind] of [
      ["sent", "unknown"],
      ["rcpt", "away"],
    ] as const) {
      const clock = fakeClock();
      const { smtp, send } = await sandbox({ clock });
      smtp.faults.push({ at, does: "hang" });
      const sent = failed(send());
      await expect.poll(() => smtp.faults).toEqual([]);
      await clock.advance(60_000);
      expect(await sent).toMatchObject({ kind });
    }
  });

  test("a server that nobody can reach has got nothing", async () => {
    const { smtp, send } = await sandbox();
    await smtp.close();
    expect(await failed(send())).toMatchObject({
      kind: "away",
      hint: expect.stringContaining("alerts.email.host") as string,
    });
  });
});

describe("the password", () => {
  test.each<[string, SmtpOptions]>([
    ["a server that offers no encryption", { tls: undefined as never }],
    ["somebody in the middle who takes it out of the offer", {}],
  ])("is not told to %s", async (name, server) => {
    const { smtp, send } = await sandbox({ server });
    if (name.startsWith("somebody")) smtp.faults.push({ at: "starttls", does: { answer: "502 5.5.1 Not now" } });
    expect(await failed(send())).toMatchObject({ kind: "away" });
    expect(smtp.lines.join("\n")).not.toMatch(/AUTH|MAIL/);
  });

  test("is not told to a server whose certificate nobody vouches for", async () => {
    const { smtp, send } = await sandbox({ settings: { ca_file: undefined } });
    expect(await failed(send())).toMatchObject({ kind: "away" });
    expect(smtp.lines.join("\n")).not.toContain("AUTH");
  });

  test("that is wrong is a matter of the account, and stands in no error and no log", async () => {
    const { channel, send } = await sandbox({ settings: { password: "Wrong-Sekret" } });
    const error = await failed(send());
    expect(error).toMatchObject({ kind: "key", hint: expect.stringContaining("alerts.email.user") as string });
    const { smtp, send: other } = await sandbox();
    const plain = Buffer.from(`\0${ACCOUNT.user}\0${ACCOUNT.password}`).toString("base64");
    smtp.faults.push({ at: "auth", does: { answer: `535 no ${ACCOUNT.password} ${plain}` } });
    const lines: string[] = [];
    const log = createLog("trace", { write: (line) => void lines.push(line) });
    for (const err of [error, await failed(channel.check()), await failed(other())]) log.error({ err }, "failed");
    await Promise.resolve();
    expect(lines.join("")).toContain("535");
    for (const secret of ["Sekret", plain, Buffer.from("Wrong-Sekret").toString("base64")])
      expect(lines.join("")).not.toContain(secret);
  });
});

test("a check signs in and sends nothing", async () => {
  const { smtp, channel } = await sandbox();
  expect((await channel.check()).who).toBe(`alerts@shop.example (localhost:${smtp.port})`);
  expect(smtp.mails).toEqual([]);
});
