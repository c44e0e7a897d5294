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
  const file = await context.deskConfig();
  const db = openDb(file.database, { mayLook: true });
  try {
    const { config } = openLiveConfig(file, db);
    await look(createStoreDesk({ db, clock: context.clock, config }), config, db);
  } finally {
    db.close();
  }
}
