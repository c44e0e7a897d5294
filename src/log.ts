import { pino, type DestinationStream, type Logger } from "pino";

export type Log = Logger;

/** Words under which a secret could end up in a log line; their values are never written. */
const SECRETS = ["token", "api_key", "apiKey", "authorization", "Authorization", "Api-Key"];

/** Shorter ones would strike out ordinary words. */
const SHORTEST_SECRET = 8;

/**
 * JSON lines on stderr (stdout is for results), one per finished job and poll.
 * @param secrets values that are struck out wherever they turn up, in the message of an error for instance
 */
export function createLog(
  level: string,
  stream: DestinationStream = process.stderr,
  secrets: readonly string[] = [],
): Log {
  const known = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  const streamWrite = (line: string): string => known.reduce((text, secret) => text.replaceAll(secret, "••••"), line);
  const paths = SECRETS.flatMap((word) => [`["${word}"]`, `*["${word}"]`, `*.*["${word}"]`]);
  return pino(
    {
      level,
      base: null,
      redact: { paths, censor: "••••" },
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { streamWrite },
    },
    stream,
  );
}
