import { openLiveConfig } from "../decisions/live-config.ts";
import { createStoreDesk } from "../desk/store-desk.ts";
import type { Config } from "../config/schema.ts";
import type { Desk } from "../desk/desk.ts";
import { openDb, type Db } from "../store/db.ts";
import type { Context } from "./context.ts";

/** Opens the desk for one command: no tasks, no network. @throws ConfigError, InternalError `store.*` */
export async function withDesk(
  context: Context,
  look: (desk: Desk, config: Config, db: Db) => Promise<void>,
): Promise<void> {
  await withStore(context, async (db, file) => {
    const { config } = openLiveConfig(file, db);
    await look(createStoreDesk({ db, clock: context.clock, config }), config, db);
  });
}

/** Opens the stored data for one command that looks at rows. @throws ConfigError, InternalError `store.*` */
export async function withStore<T>(context: Context, look: (db: Db, file: Config) => T | Promise<T>): Promise<T> {
  const file = await context.deskConfig();
  const db = openDb(file.database, { mayLook: true });
  try {
    return await look(db, file);
  } finally {
    db.close();
  }
}
