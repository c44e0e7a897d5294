import MailComposer from "nodemailer/lib/mail-composer";
import type { Clock } from "../../base/clock.ts";
import type { Config } from "../../config/schema.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { routeOf } from "../../net/route.ts";
import { ChannelError, type Channel, type Message } from "../channel.ts";
import { deliveryName } from "../delivery-name.ts";
import { SmtpFailure, talk, type EmailSettings } from "./connection.ts";

const LONGEST_TEXT = 100_000;
const LONGEST_SUBJECT = 150;
const LONGEST_QUOTE = 300;
/** A plain address without a name: nothing that could begin another header or name a second reader. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;
/** Servers that do not know us yet want us to come back after about so long. */
const GREYLISTED_MS = 5 * 60_000;

/**
 * E-mail: plain text with a link to the page and no link that does anything, because mail scanners follow links. The same
 * delivery has the same Message-ID each time, so a repeat is known as one.
 */
export function createEmail(settings: EmailSettings, general: Config["net"], clock: Clock): Channel {
  const { ca } = routeOf({ ca_file: settings.ca_file ?? general.ca_file }, "direct");
  const { host, port, from } = settings;
  const sender = /<([^<>]*)>$/.exec(from)?.[1] ?? from;

  async function send(to: string, message: Message, delivery: string): Promise<{ messageId: string }> {
    if (!ADDRESS.test(to)) throw new ChannelError("gone", "the address is none that mail can be sent to");
    if (message.text.length > LONGEST_TEXT) {
      throw new ChannelError("refused", `a letter has at most ${LONGEST_TEXT} characters`);
    }
    const messageId = `<${deliveryName(to, message, delivery)}@${sender.split("@")[1]}>`;
    const letter = new MailComposer({
      from,
      to,
      subject: safeLine(message.subject ?? firstLine(message.text)).slice(0, LONGEST_SUBJECT),
      text: textOf(message),
      messageId,
      date: new Date(clock.now()),
      // Holiday notices stay away (RFC 3834).
      headers: { "Auto-Submitted": "auto-generated" },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const bytes = await letter.compile().build();
    await talk({ settings, ca, clock }, { from: sender, to, bytes }).catch(refuse);
    return { messageId };
  }

  function refuse(error: unknown): never {
    throw error instanceof SmtpFailure ? errorOf(error, settings) : error;
  }

  return {
    name: "email",
    limits: { text: LONGEST_TEXT },
    send,
    async check() {
      await talk({ settings, ca, clock }).catch(refuse);
      return { who: `${sender} (${host}:${port})` };
    },
    close: async () => undefined,
  };
}

function textOf({ text, link }: Message): string {
  return (link ? `${text}\n\n${link.label}: ${link.url}\n` : `${text}\n`).toWellFormed();
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}

function errorOf(failure: SmtpFailure, settings: EmailSettings): ChannelError {
  const { step, status = 0, command } = failure;
  const told = `${settings.host}: ${withoutKeys(safeLine(failure.message), settings).slice(0, LONGEST_QUOTE)}`;
  if (step === "login" && status >= 500) return new ChannelError("key", told, { hint: CHECK_ACCOUNT });
  if (step === "connect" || step === "login") return new ChannelError("away", told, { hint: CHECK_SERVER });
  // The server said nothing: before the letter nothing has happened, after it everything may have.
  if (status === 0) return new ChannelError(step === "message" ? "unknown" : "away", told);
  if (status < 500) return new ChannelError("busy", told, { retryAfterMs: GREYLISTED_MS });
  if (command === "MAIL FROM") return new ChannelError("key", told, { hint: CHECK_FROM });
  return new ChannelError(command === "RCPT TO" ? "gone" : "refused", told);
}

const CHECK_ACCOUNT =
  "Check alerts.email.user and password; many services want a password made for programs, not the one of the mailbox.";
const CHECK_SERVER = "Check alerts.email.host, port and security, and ca_file when the certificate is your own.";
const CHECK_FROM = "alerts.email.from must be an address that this account may send as.";

/** A server's answer may repeat what it was told, as it was told it. */
function withoutKeys(text: string, { user = "", password }: EmailSettings): string {
  if (password === undefined) return text;
  const base64 = (word: string): string => Buffer.from(word).toString("base64");
  const forms = [password, base64(password), base64(`\0${user}\0${password}`)];
  return forms.reduce((told, form) => told.replaceAll(form, "••••"), text);
}
