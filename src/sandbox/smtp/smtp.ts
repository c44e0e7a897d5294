/** A mail server on loopback that keeps what it is given. Reference: RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (AUTH). */
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { createSecureContext } from "node:tls";
import { readMail, type Mail } from "./mail.ts";
import { Session, type SmtpFault } from "./session.ts";

export interface SmtpOptions {
  port?: number;
  /** Without a certificate it offers no encryption. */
  tls?: { key: string | Buffer; cert: string | Buffer };
  /** Encrypted from the first byte. */
  implicit?: boolean;
  /** Without it nobody has to sign in. */
  account?: { user: string; password: string };
}

export interface Smtp {
  port: number;
  /** What has been taken, oldest first. */
  mails: readonly Mail[];
  /** The faults of the next letters, each once, in the step they name. */
  faults: SmtpFault[];
  /** Every line that clients have sent, by session; after STARTTLS too. */
  lines: readonly string[];
  close(): Promise<void>;
}

export async function startSmtp({ port = 0, tls, implicit = false, account }: SmtpOptions = {}): Promise<Smtp> {
  const mails: Mail[] = [];
  const faults: SmtpFault[] = [];
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const context = tls && createSecureContext(tls);
  const server = createServer((socket) => {
    sockets.add(socket);
    // A client that goes away in the middle is no fault of the server's.
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    const take = (raw: string, envelope: Parameters<typeof readMail>[1]): void =>
      void mails.push(readMail(raw, envelope));
    new Session({ socket, context, implicit, account, faults, lines, take });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    faults,
    lines,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
