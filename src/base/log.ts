import { systemClock } from "./clock.ts";
import { pino, type DestinationStream, type Logger } from "pino";
import { createStrikeOut } from "./strike-out.ts";

export type Log = Logger;

/** Words under which a secret could end up in a log line, at any depth; their values are never written. */
const SECRETS = new Set(["token", "api_key", "apiKey", "authorization", "Authorization", "Api-Key"]);
const NAMES_SECRET = new RegExp(`"(${[...SECRETS].join("|")})":`);

/**
 * JSON lines on stderr (stdout is for results), one per finished job and poll.
 * @param secrets values that are struck out wherever they turn up, in the message of an error for instance; more may be
 *   added while the log is in use
 */
export function createLog(
  level: string,
  stream: DestinationStream = process.stderr,
  secrets: readonly string[] = [],
): Log {
  // We do not use pino's own `redact`: it walks each line's object once per path.
  const strikeOut = createStrikeOut(secrets);
  const clean = (lines: string): string =>
    strikeOut(NAMES_SECRET.test(lines) ? lines.replaceAll(/.+\n/g, withoutSecrets) : lines);
  return pino({ level, base: null, timestamp: isoTime }, inOneGo(stream, clean));
}

let lastMs = NaN;
let lastTime = "";

/** The jobs of one commit end in the same millisecond, so its text is computed once. */
function isoTime(): string {
  const now = systemClock.now();
  if (now !== lastMs) lastTime = `,"time":"${new Date(now).toISOString()}"`;
  lastMs = now;
  return lastTime;
}

/** Functions that write the lines still buffered. */
const unwritten = new Set<() => void>();
process.on("exit", () => {
  for (const writeOut of unwritten) writeOut();
});

/**
 * Lines logged in one go, for instance by the jobs of one commit, are written together before anything else happens.
 */
function inOneGo(stream: DestinationStream, clean: (lines: string) => string): DestinationStream {
  let lines = "";
  function writeOut(): void {
    unwritten.delete(writeOut);
    const said = lines;
    lines = "";
    if (said !== "") stream.write(clean(said));
  }
  return {
    write(line) {
      if (lines === "") {
        unwritten.add(writeOut);
        queueMicrotask(writeOut);
      }
      lines += line;
    },
  };
}

function withoutSecrets(line: string): string {
  if (!NAMES_SECRET.test(line)) return line;
  const kept = JSON.stringify(JSON.parse(line), (key, value: unknown) => (SECRETS.has(key) ? "••••" : value));
  return `${kept}\n`;
}
