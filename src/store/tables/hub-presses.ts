/** In a cell: what has become of the presses that its hub has brought. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { AlertsSchema } from "../schema-alerts.ts";

type HubPress = Selectable<AlertsSchema["hub_presses"]>;

/** What the hub was told of this press, JSON; undefined for a press that has come to nothing yet. */
export function outcomeOfPress(reader: Reader, id: string): string | undefined {
  return reader.get(q.selectFrom("hub_presses").select("outcome").where("id", "=", id))?.outcome;
}

export function insertHubPress(tx: Tx, press: HubPress): void {
  tx.run(q.insertInto("hub_presses").values(press));
}
