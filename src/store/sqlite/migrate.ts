import type { Database } from "better-sqlite3";
import { InternalError } from "../../base/errors.ts";
import { readAsset } from "../../base/assets.ts";
import { sealAudit } from "../tables/audit-chain.ts";

/** "REPU": marks the file as ours (SQLite's `application_id`). */
const APPLICATION_ID = 0x52455055;

/** The migrations, in order; the database remembers in `PRAGMA user_version` how many have been applied. */
export const MIGRATIONS = [
  "0001_init",
  "0002_ai_cost",
  "0003_item_checks",
  "0004_history",
  "0005_live_keys",
  "0006_lean_jobs",
  "0007_poll_error_codes",
  "0008_deep_reads",
  "0009_office_activity",
  "0010_item_lists",
  "0011_approvals",
  "0012_answer_versions",
  "0013_lanes",
  "0014_unknown_details",
  "0015_job_order",
  "0016_reasons",
  "0017_seen_answers",
  "0018_item_details",
  "0019_quarantine_seen",
  "0020_people",
  "0021_archived_looks",
  "0022_identities",
  "0023_search",
  "0024_notes",
  "0025_audit_by_actor",
  "0026_settings",
  "0027_audit_of_rules",
  "0028_audit_chain",
  "0029_ai_purposes",
  "0030_sent_answers",
  "0031_alerts",
  "0032_variants",
  "0033_past_answers",
  "0034_product_ratings",
  "0035_looks",
  "0036_alert_cards",
  "0037_product_days",
  "0038_figures",
  "0039_spread_polls",
  "0040_product_signals",
  "0041_account_moves",
  "0042_hub_alerts",
  "0043_product_zones",
] as const;

/** The schema version this program writes. */
const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Refuses a database that is not ours or that a newer program has written.
 * @throws InternalError `store.foreign`, `store.newer_schema`
 */
export function checkIdentity(handle: Database, path: string): void {
  const application = Number(handle.pragma("application_id", { simple: true }));
  const tables = Number(handle.prepare("select count(*) from sqlite_schema").pluck().get());
  if (tables > 0 && application !== APPLICATION_ID) {
    throw new InternalError(`database ${path} belongs to another program`, {
      code: "store.foreign",
      hint: "Check `database` in the configuration: it must name a file of its own.",
    });
  }
  const version = Number(handle.pragma("user_version", { simple: true }));
  if (version > SCHEMA_VERSION) {
    throw new InternalError(
      `database ${path} was written by a newer version (schema ${version}, this program knows ${SCHEMA_VERSION})`,
      { code: "store.newer_schema", hint: "Run the newer version, or restore a backup made before the upgrade." },
    );
  }
}

/**
 * Refuses what `checkIdentity` refuses, and a file without any table.
 * @throws InternalError `store.empty`, `store.foreign`, `store.newer_schema`
 */
export function requireIdentity(handle: Database, path: string): void {
  checkIdentity(handle, path);
  if (Number(handle.pragma("user_version", { simple: true })) > 0) return;
  throw new InternalError(`${path} holds no database of this program`, {
    code: "store.empty",
    hint: "Give the file that `reputation backup` has named.",
  });
}

/** Brings the schema up to date: all of it in one transaction, or nothing. */
export function migrate(handle: Database, path: string): void {
  if (Number(handle.pragma("user_version", { simple: true })) === SCHEMA_VERSION) return;
  const upgrade = handle.transaction(() => {
    // The version is read again under the write lock, because another process may just have migrated.
    checkIdentity(handle, path);
    const from = Number(handle.pragma("user_version", { simple: true }));
    for (const migration of MIGRATIONS.slice(from)) {
      handle.exec(migrationSql(migration));
      if (migration === "0028_audit_chain") sealAudit((sql) => handle.prepare(sql));
    }
    handle.pragma(`application_id = ${APPLICATION_ID}`);
    handle.pragma(`user_version = ${SCHEMA_VERSION}`);
  });
  upgrade.immediate();
}

/** The SQL of one of `MIGRATIONS`. */
export function migrationSql(name: (typeof MIGRATIONS)[number]): string {
  return readAsset(`src/store/migrations/${name}.sql`).toString("utf8");
}
