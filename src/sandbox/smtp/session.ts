import type { Socket } from "node:net";
import { TLSSocket, type SecureContext } from "node:tls";
import type { Mail } from "./mail.ts";

/** What goes wrong, once, and in which step: `sent` is after the letter was taken, `data` before it is given. */
export interface SmtpFault {
  at: "greeting" | "starttls" | "auth" | "mail" | "rcpt" | "data" | "accept" | "sent";
  /** An answer of the server, the connection that breaks, or silence. */
  does: { answer: string } | "drop" | "hang";
}

type Envelope = Pick<Mail, "from" | "to" | "user" | "encrypted">;

interface SessionOptions {
  socket: Socket;
  context: SecureContext | undefined;
  implicit: boolean;
  account: { user: string; password: string } | undefined;
  faults: SmtpFault[];
  lines: string[];
  take: (raw: string, envelope: Envelope) => void;
}

/** One client, from its connection to its end. */
export class Session {
  readonly #options: SessionOptions;
  #wire: Socket;
  #encrypted = false;
  #user: string | null = null;
  #from = "";
  #to: string[] = [];
  /** The lines of the letter that is being given. */
  #letter: string[] | null = null;
  #rest = "";

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#wire = options.socket;
    if (options.implicit) this.#encrypt();
    else this.#listen();
    this.#answer("greeting", "220 sandbox ESMTP");
  }

  #say(answer: string): void {
    this.#wire.write(`${answer}\r\n`);
  }

  /** Says it unless a fault strikes in this step. @returns whether it was said */
  #answer(at: SmtpFault["at"], good: string): boolean {
    const { faults } = this.#options;
    const index = faults.findIndex((fault) => fault.at === at);
    const fault = index < 0 ? undefined : faults.splice(index, 1)[0];
    if (fault === undefined) this.#say(good);
    else if (fault.does === "drop") this.#wire.destroy();
    else if (fault.does !== "hang") this.#say(fault.does.answer);
    return fault === undefined;
  }

  #listen(): void {
    const wire = this.#wire;
    wire.on("data", (chunk: Buffer) => {
      if (this.#wire !== wire) return;
      const parts = (this.#rest + chunk.toString("utf8")).split("\r\n");
      this.#rest = parts.pop() ?? "";
      for (const line of parts) this.#read(line);
    });
  }

  #encrypt(): void {
    const { socket, context } = this.#options;
    this.#encrypted = true;
    // What came before the encryption does not count within it.
    this.#rest = "";
    this.#wire = new TLSSocket(socket, { isServer: true, ...(context && { secureContext: context }) });
    this.#wire.on("error", () => undefined);
    this.#listen();
  }

  #read(line: string): void {
    this.#options.lines.push(line);
    if (this.#letter === null) this.#command(line);
    else if (line === ".") this.#taken(this.#letter.join("\r\n"));
    else this.#letter.push(line.replace(/^\./, ""));
  }

  #taken(raw: string): void {
    this.#letter = null;
    if (!this.#options.faults.some(({ at }) => at === "accept")) {
      this.#options.take(raw, { from: this.#from, to: this.#to, user: this.#user, encrypted: this.#encrypted });
      this.#answer("sent", "250 2.0.0 Taken");
    } else this.#answer("accept", "");
  }

  #command(line: string): void {
    const [verb = "", argument = ""] = /^(\S+)\s*(.*)$/.exec(line)?.slice(1) ?? [];
    switch (verb.toUpperCase()) {
      case "EHLO":
      case "HELO":
        return this.#hello();
      case "STARTTLS":
        if (!this.#options.context) return this.#say("502 5.5.1 Not offered");
        if (this.#answer("starttls", "220 Go ahead")) this.#encrypt();
        return undefined;
      case "AUTH":
        return this.#signIn(argument);
      case "MAIL":
      case "RCPT":
        return this.#addressed(verb.toUpperCase(), /<([^<>]*)>/.exec(argument)?.[1] ?? "");
      case "DATA":
        if (this.#answer("data", "354 Go ahead")) this.#letter = [];
        return undefined;
      case "QUIT":
        this.#say("221 Bye");
        this.#wire.end();
        return undefined;
      default:
        return this.#say("500 5.5.2 What?");
    }
  }

  #hello(): void {
    const { context, account } = this.#options;
    const offers = [context && !this.#encrypted ? "STARTTLS" : "", account ? "AUTH PLAIN" : "", "8BITMIME"];
    const all = ["sandbox", ...offers.filter(Boolean)];
    for (const [i, offer] of all.entries()) this.#say(`250${i < all.length - 1 ? "-" : " "}${offer}`);
  }

  #signIn(argument: string): void {
    const { account } = this.#options;
    const [, user, password] = Buffer.from(argument.replace(/^PLAIN /i, ""), "base64")
      .toString()
      .split("\0");
    const isRight = user === account?.user && password === account?.password;
    if (!isRight) this.#say("535 5.7.8 Authentication credentials invalid");
    else if (this.#answer("auth", "235 2.7.0 Accepted")) this.#user = user ?? null;
  }

  #addressed(verb: string, address: string): void {
    if (this.#options.account && this.#user === null) return this.#say("530 5.7.0 Authentication required");
    if (verb === "RCPT") {
      if (this.#answer("rcpt", "250 OK")) this.#to.push(address);
    } else if (this.#answer("mail", "250 OK")) [this.#from, this.#to] = [address, []];
    return undefined;
  }
}
