import { openCore, type Core } from "../app.ts";
import type { Context } from "./context.ts";

/** Opens the stored data for one command and closes it afterwards. Needs no tokens and no network. */
export async function withCore<T>(context: Context, run: (core: Core) => T | Promise<T>): Promise<T> {
  const core = openCore(await context.deskConfig(), { mayLook: true });
  try {
    return await run(core);
  } finally {
    core.close();
  }
}
