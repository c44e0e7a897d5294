/** A file of the shop's data leaves the program: the audit log tells who took it. */
import { insertAudit } from "../store/tables/audit.ts";
import type { Tx } from "../store/db.ts";
import type { Parts } from "./parts.ts";

/** What was exported, as the person asked for it. */
export interface Export {
  list: "items" | "sent" | "products" | "figures";
  format: string;
  /** By name; what was not asked for is undefined. */
  filters: Readonly<Record<string, string | true | undefined>>;
  /** How many rows there were when it began. */
  count: number;
  surface: "cli" | "page";
}

export function recordExport(tx: Tx, { clock }: Pick<Parts, "clock">, taken: Export, actor: string): void {
  const { list, format, filters, count, surface } = taken;
  const after = { list, count, ...filters, format, surface };
  insertAudit(tx, { actor, action: "export", itemId: null, after }, clock.now());
}
