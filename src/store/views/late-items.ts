/** Items that wait for a person, and of which nobody was told yet that they wait too long. */
import { WAITS_FOR_PERSON } from "../../domain/item.ts";
import type { ItemType } from "../../domain/platform.ts";
import { quoted, type Reader } from "../db.ts";

interface WaitingItem {
  id: number;
  item_type: ItemType;
  priority: number;
  created_at: number;
  brand_id: string;
}

/** More than wait anywhere; a bound all the same. */
const MOST = 5000;

const UNTOLD = `
select i.id, i.item_type, i.priority, i.created_at, i.brand_id from items i
where i.status in (${quoted(WAITS_FOR_PERSON)}) and i.created_at > @since
  and not exists (select 1 from alerts a where a.key = 'goal_missed:' || i.id)
limit ${MOST}`;

/** @param since the buyer wrote later than that, Unix ms */
export function untoldWaiting(reader: Reader, since: number): WaitingItem[] {
  return reader.statement(UNTOLD).all({ since }) as WaitingItem[];
}
