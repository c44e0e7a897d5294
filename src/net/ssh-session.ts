/** A session of SFTP with a server whose key is known beforehand. */
import { createHash } from "node:crypto";
import ssh2, { type SFTPWrapper } from "ssh2";
import type { Clock, Timer } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { readUtf8 } from "../base/files/text.ts";

export interface SftpServer {
  host: string;
  port: number;
  user: string;
  /** The file of the private key, which has no passphrase. */
  keyFile: string;
  /** The fingerprint of the server's own key: `SHA256:…`, as `ssh-keygen -l` prints it. */
  hostKey: string;
}

/** How a call of ssh2 tells of its end. */
type Done<T> = (error?: Error | null, value?: T) => void;

/** Begins something and hears of its end; `alive` tells that it goes on. */
export type Call<T> = (sftp: SFTPWrapper, done: Done<T>, alive: () => void) => void;

export interface Session {
  /** @throws the server's error with its status as `code`, or that the session is over, so that nothing is known */
  run<T>(call: Call<T>): Promise<T>;
  isOpen(): boolean;
  end(): void;
}

const CONNECT_MS = 5000;
/** Between two renewals of a fence there is room for two looks that fail. */
const SILENCE_MS = 5000;
const LEAVE_MS = 1000;
const MOST_KEY_BYTES = 64 * 1024;

/** @throws when the server is away, shows another key, or lets the user not in */
export async function openSession(server: SftpServer, clock: Clock): Promise<Session> {
  const client = new ssh2.Client();
  const over = new AbortController();
  client.on("close", () => over.abort(new Error("the connection was closed")));
  const sftp = await connect(client, server).catch((error: unknown) => {
    client.destroy();
    throw error;
  });
  client.on("error", (error) => over.abort(error));
  client.setNoDelay(true);

  function run<T>(call: Call<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const { signal } = over;
      let timer: Timer | undefined;
      const giveUp = (): void => reject(signal.reason as Error);
      const stall = (): void => {
        over.abort(new Error(`nothing was heard for ${SILENCE_MS / 1000} s`));
        client.destroy();
      };
      const settle = (): void => {
        timer?.cancel();
        signal.removeEventListener("abort", giveUp);
      };
      const alive = (): void => {
        timer?.cancel();
        timer = clock.after(SILENCE_MS, stall);
      };
      if (signal.aborted) return giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      alive();
      const done: Done<T> = (error, value) => {
        settle();
        if (error) reject(error);
        else resolve(value as T);
      };
      try {
        call(sftp, done, alive);
      } catch (error) {
        done(error as Error);
      }
    });
  }

  function end(): void {
    client.end();
    // A server that is away does not say good-bye.
    const leaving = clock.after(LEAVE_MS, () => client.destroy());
    client.once("close", () => leaving.cancel());
  }
  return { run, isOpen: () => !over.signal.aborted, end };
}

function connect(client: ssh2.Client, { host, port, user, keyFile, hostKey }: SftpServer): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    let shown = "";
    const hostVerifier = (key: Buffer): boolean => {
      shown = fingerprintOf(key);
      return shown === hostKey;
    };
    client.once("error", (error) => reject(shown !== "" && shown !== hostKey ? strange(host, shown, hostKey) : error));
    client.once("close", () => reject(new Error("the connection was closed")));
    client.once("ready", () => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));
    const privateKey = privateKeyIn(keyFile);
    client.connect({ host, port, username: user, privateKey, hostVerifier, readyTimeout: CONNECT_MS });
  });
}

function strange(host: string, shown: string, named: string): Error {
  return new Error(
    `${host} shows the key ${shown}, the configuration names ${named} (standby.host_key): ask whoever runs ${host} which is right`,
  );
}

/** @throws when it cannot be read, without a word of what is in it */
function privateKeyIn(file: string): string {
  let text: string;
  try {
    text = readUtf8(file, MOST_KEY_BYTES);
  } catch (error) {
    throw new Error(`standby.key_file: ${messageOf(error)}`, { cause: error });
  }
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw new Error(`standby.key_file: ${file} is no private key without a passphrase`);
  return text;
}

/** As OpenSSH prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
