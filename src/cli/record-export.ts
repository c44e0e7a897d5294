import { isStoreFault } from "../store/sqlite/store-error.ts";
import type { Decisions } from "../decisions/index.ts";
import type { Export } from "../decisions/export-log.ts";
import type { Context } from "./context.ts";

/**
 * Notes in the audit log what is about to leave, before it does. A database that cannot be written, on a full disk or one
 * that has gone read-only, keeps nobody from their own data.
 */
export async function recordExport(
  context: Context,
  decisions: Decisions,
  taken: Omit<Export, "surface">,
): Promise<void> {
  try {
    await decisions.recordExport({ ...taken, surface: "cli" }, context.actor);
  } catch (error) {
    if (!isStoreFault(error)) throw error;
    context.hint(`The audit log does not have this export: ${error.message}`);
  }
}
