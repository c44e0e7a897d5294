/** The certificate of the HTTP server: read at the start, and again whenever its files change. */
import type { Server } from "node:https";
import { createSecureContext } from "node:tls";
import type { Clock, Timer } from "../base/clock.ts";
import { ConfigError, messageOf } from "../base/errors.ts";
import { readUtf8 } from "../base/files/text.ts";
import type { Log } from "../base/log.ts";

/** PEM files: the certificate with those between it and the authority, and its key. */
export interface TlsFiles {
  certFile: string;
  keyFile: string;
}

interface Certificate {
  cert: string;
  key: string;
}

/** Certificates are renewed days before they end. */
const LOOK_MS = 10_000;
/** A chain of certificates takes some kilobytes. */
const MOST_BYTES = 1024 * 1024;

/** @throws ConfigError when a file cannot be read, or the key is not the certificate's */
export function readCertificate({ certFile, keyFile }: TlsFiles): Certificate {
  try {
    const certificate = { cert: readUtf8(certFile, MOST_BYTES), key: readUtf8(keyFile, MOST_BYTES) };
    createSecureContext(certificate);
    return certificate;
  } catch (error) {
    throw new ConfigError(`http.tls: the certificate cannot be used: ${messageOf(error)}`, {
      code: "http.tls",
      hint: "http.tls.cert_file and key_file must be PEM files of one certificate and its key.",
      cause: error,
    });
  }
}

/** Uses a renewed certificate as soon as both files fit; until then the one before stays. */
export function keepCertificate(server: Server, files: TlsFiles, clock: Clock, log: Log): { stop(): void } {
  let used = textOf(readCertificate(files));
  let refused = "";
  let timer: Timer;
  const look = (): void => {
    timer = clock.after(LOOK_MS, look);
    try {
      const next = readCertificate(files);
      refused = "";
      if (textOf(next) === used) return;
      server.setSecureContext(next);
      used = textOf(next);
      log.info("http: the certificate was renewed and is used from now on");
    } catch (error) {
      const why = messageOf(error);
      if (why !== refused) log.error({ err: why }, "http: the new certificate is not taken; the old one stays");
      refused = why;
    }
  };
  timer = clock.after(LOOK_MS, look);
  return { stop: () => timer.cancel() };
}

function textOf({ cert, key }: Certificate): string {
  return `${cert}\n${key}`;
}
