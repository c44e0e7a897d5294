import { pino, type DestinationStream, type Logger } from "pino";

export type Log = Logger;

/** Words under which a secret could end up in a log line, at any depth; their values are never written. */
const SECRETS = new Set(["token", "api_key", "apiKey", "authorization", "Authorization", "Api-Key"]);
const NAMES_SECRET = new RegExp(`"(${[...SECRETS].join("|")})":`);

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
  // pino's own `redact` walks each line's object for each path: 27 µs a line, a quarter of all that a job costs.
  const streamWrite = (line: string): string =>
    known.reduce(
      (text, secret) => text.replaceAll(secret, "••••"),
      NAMES_SECRET.test(line) ? withoutSecrets(line) : line,
    );
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite } };
  return pino(options, inOneGo(stream));
}

/** Lines on their way, by stream. */
const unwritten = new Map<DestinationStream, string>();
process.on("exit", () => {
  for (const stream of unwritten.keys()) writeOut(stream);
});

/**
 * Lines that are said in one go, by the jobs of one commit for instance, go out in one write, before anything else
 * happens: a write costs as much as all the rest of a line.
 */
function inOneGo(stream: DestinationStream): DestinationStream {
  return {
    write(line) {
      const before = unwritten.get(stream);
      if (before === undefined) queueMicrotask(() => writeOut(stream));
      unwritten.set(stream, (before ?? "") + line);
    },
  };
}

function writeOut(stream: DestinationStream): void {
  const lines = unwritten.get(stream);
  unwritten.delete(stream);
  if (lines !== undefined) stream.write(lines);
}

function withoutSecrets(line: string): string {
  const kept = JSON.stringify(JSON.parse(line), (key, value: unknown) => (SECRETS.has(key) ? "••••" : value));
  return `${kept}\n`;
}
