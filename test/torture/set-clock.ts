/**
 * Loaded before the program (`node --import`): its wall clock is off by the milliseconds that stand in the file named by
 * CLOCK_OFFSET_FILE, which is read again ten times a second. Timers go on evenly, as they do on a real machine.
 */
import { readFileSync } from "node:fs";

const file = process.env["CLOCK_OFFSET_FILE"] ?? "";
const RealDate = Date;
let offset = 0;

function look(): void {
  try {
    offset = Number(readFileSync(file, "utf8")) || 0;
  } catch {
    // It is being written just now.
  }
}

class SetDate extends RealDate {
  constructor(...args: unknown[]) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...(args as ConstructorParameters<typeof Date>));
  }

  static override now(): number {
    return RealDate.now() + offset;
  }
}

look();
setInterval(look, 100).unref();
globalThis.Date = SetDate as DateConstructor;
