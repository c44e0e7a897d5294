import type { Core } from "../app.ts";
import { isStoreFault, storeError } from "../store/sqlite/store-error.ts";
import type { Context } from "./context.ts";

/** Opens the stored data for one command and closes it afterwards. Needs no tokens and no network. */
export async function withCore<T>(context: Context, run: (core: Core) => T | Promise<T>): Promise<T> {
  // Loaded here, because a command that only lists something does without.
  const { openCore } = await import("../app.ts");
  const core = openCore(await context.deskConfig(), { mayLook: true });
  try {
    return await run(core);
  } catch (error) {
    // A write says itself what ails the database; a read is told as SQLite tells it.
    const described = storeError(error, core.db.path);
    throw isStoreFault(described) ? described : error;
  } finally {
    core.close();
  }
}
