import { pino, type DestinationStream, type Logger } from "pino";

export type Log = Logger;

/** Words under which a secret could end up in a log line; their values are never written. */
const SECRETS = ["token", "api_key", "apiKey", "authorization", "Authorization", "Api-Key"];

/** JSON lines on stderr (stdout is for results), one per finished job and poll. */
export function createLog(level: string, stream: DestinationStream = process.stderr): Log {
  const paths = SECRETS.flatMap((word) => [`["${word}"]`, `*["${word}"]`, `*.*["${word}"]`]);
  return pino(
    { level, base: null, redact: { paths, censor: "••••" }, timestamp: pino.stdTimeFunctions.isoTime },
    stream,
  );
}
