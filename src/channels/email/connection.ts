import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Clock } from "../../base/clock.ts";
import type { Config } from "../../config/schema.ts";

export type EmailSettings = NonNullable<Config["alerts"]["email"]>;

/** The step in which a talk with the server has failed. */
export type Step = "connect" | "login" | "envelope" | "message";

/** What a talk with the server has failed with. */
export class SmtpFailure extends Error {
  readonly step: Step;
  /** What the server answered with; undefined when it said nothing. */
  readonly status: number | undefined;
  /** The command it was answered to. */
  readonly command: string | undefined;

  constructor(step: Step, error: unknown) {
    const { message, responseCode, command } = error as Error & { responseCode?: number; command?: string };
    super(message);
    this.step = step;
    this.status = responseCode;
    this.command = command;
  }
}

export interface Letter {
  from: string;
  to: string;
  bytes: Buffer;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
/** For everything together. */
const TALK_MS = 60_000;
const LARGEST_ANSWER_BYTES = 64 * 1024;

interface Talk {
  settings: EmailSettings;
  /** The certificates that are trusted; null for those of Node.js. */
  ca: string[] | null;
  clock: Clock;
}

/**
 * One talk with the mail server: encrypted or not at all, signed in if there is a user, and with a letter handed over if there
 * is one.
 * @throws SmtpFailure
 */
export async function talk({ settings, ca, clock }: Talk, letter?: Letter): Promise<void> {
  const { host, port, security, user, password } = settings;
  const connection = new SMTPConnection({
    host,
    port,
    secure: security === "tls",
    // The library goes on unencrypted for nothing in the world then: what does not offer it is refused.
    requireTLS: security === "starttls",
    tls: ca === null ? {} : { ca },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    socketCloseTimeout: 0,
    maxResponseSize: LARGEST_ANSWER_BYTES,
  });
  let step: Step = "connect";
  const broken = Promise.withResolvers<never>();
  connection.on("error", (error) => broken.reject(error));
  const timer = clock.after(TALK_MS, () => broken.reject(new Error(`not done within ${TALK_MS / 1000} s`)));
  const within = (start: (done: (error?: Error | null) => void) => void): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    start((error) => (error ? reject(error) : resolve()));
    return Promise.race([promise, broken.promise]);
  };
  try {
    await within((done) => connection.connect(done));
    step = "login";
    if (user !== undefined && password !== undefined) {
      await within((done) => connection.login({ user, pass: password }, done));
    }
    step = "envelope";
    const begun = (): void => void (step = "message");
    if (letter) await within((done) => connection.send(envelopeOf(letter), whenRead(letter.bytes, begun), done));
    connection.quit();
  } catch (error) {
    throw new SmtpFailure(step, error);
  } finally {
    timer.cancel();
    broken.promise.catch(() => undefined);
    connection.close();
  }
}

function envelopeOf({ from, to, bytes }: Letter) {
  return { from, to, size: bytes.byteLength, use8BitMime: false };
}

/** The bytes as a stream that tells when the first of them is asked for: until then the server has none of the letter. */
function whenRead(bytes: Buffer, begun: () => void): Readable {
  return new Readable({
    read() {
      begun();
      this.push(bytes);
      this.push(null);
    },
  });
}
