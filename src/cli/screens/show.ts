/** Starts the terminal screens, with a handle that only reads. */
import { openCore } from "../../app.ts";
import { openDb } from "../../store/db.ts";
import { INTERRUPTED, startScreens } from "../../tui/app.tsx";
import type { Context } from "../context.ts";
import { catchStop } from "../terminal/signals.ts";
import { sourceOf } from "./source.ts";

/** As after SIGINT: with the terminal in raw mode Ctrl-C is a key. */
const EXIT_INTERRUPTED = 130;

/** Until the person leaves, or a signal ends it; the terminal is as it was afterwards. @returns the exit code */
export async function showScreens(context: Context): Promise<number> {
  const core = openCore(await context.deskConfig());
  const db = openDb(core.config.database, { readonly: true });
  const screens = startScreens(sourceOf(context, core, db), context.io.env["INK_SCREEN_READER"] === "true");
  const stop = catchStop(() => screens.unmount());
  try {
    const ended = await screens.waitUntilExit();
    return ended === INTERRUPTED ? EXIT_INTERRUPTED : stop.exitCode();
  } finally {
    stop.release();
    db.close();
    core.close();
  }
}
