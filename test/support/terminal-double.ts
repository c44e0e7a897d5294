/** A terminal for screens that run in this process: streams that are real, and what is drawn on them as text. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { Screen } from "./screen.ts";
import { tempFolder } from "./temp.ts";

interface Size {
  columns: number;
  rows: number;
}

export interface TerminalDouble {
  screen: Screen;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  /** Waits until the screen shows it, and until the program has had the time to see that it does. */
  shows(text: string | RegExp): Promise<void>;
  /** Presses keys: what is given at once arrives at once. */
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** From now on what is written waits until it is called: a terminal that does not keep up. */
  hold(): () => void;
  /** Called whenever something is being written. */
  onWrite: (() => void) | undefined;
}

/** A person is never faster than this: as many turns of the event loop as a drawing and its key need. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

const PATIENCE_MS = 10_000;

/** Both ends of a connection: what is written at one arrives at the other when the event loop looks, as keys do. */
async function pipe(): Promise<[Socket, Socket]> {
  const path = join(tempFolder(), "keys");
  const server = createServer();
  server.listen(path);
  await once(server, "listening");
  const far = connect(path);
  const [near] = (await once(server, "connection")) as [Socket];
  server.close();
  onTestFinished(() => void far.destroy());
  onTestFinished(() => void near.destroy());
  return [far, near];
}

export async function terminalDouble({ columns, rows }: Size): Promise<TerminalDouble> {
  const [keyboard, input] = await pipe();
  const screen = new Screen(columns, rows);
  const looking = new Set<() => void>();
  let held: (() => void)[] | undefined;
  const stdin = Object.assign(input, { isTTY: true, setRawMode: () => stdin });
  const take = (bytes: string): void => {
    // As a terminal does, which begins each line at its left edge.
    screen.write(bytes.replaceAll("\n", "\r\n"));
    double.onWrite?.();
    for (const look of looking) look();
  };
  const output = new Writable({
    decodeStrings: false,
    write(bytes: string | Buffer, _, done) {
      const arrive = (): void => {
        take(String(bytes));
        done();
      };
      if (held) held.push(arrive);
      else arrive();
    },
  });
  const stdout = Object.assign(output, { isTTY: true, columns, rows });

  const isShown = (text: string | RegExp): boolean =>
    typeof text === "string" ? screen.text().includes(text) : text.test(screen.text());

  const double: TerminalDouble = {
    screen,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    onWrite: undefined,
    async shows(text) {
      if (!isShown(text)) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => {
            looking.delete(look);
            reject(new Error(`the screen does not show ${String(text)}:\n${screen.text()}`));
          }, PATIENCE_MS);
          const look = (): void => {
            if (!isShown(text)) return;
            clearTimeout(timer);
            looking.delete(look);
            resolve();
          };
          looking.add(look);
        });
      }
      await turns();
    },
    type: (keys) => void keyboard.write(keys),
    resize(wide, high) {
      screen.resize(wide, high);
      Object.assign(stdout, { columns: wide, rows: high });
      output.emit("resize");
    },
    hold() {
      held = [];
      return () => {
        const waiting = held ?? [];
        held = undefined;
        for (const arrive of waiting) arrive();
      };
    },
  };
  return double;
}
