/** When a poll last read back as far as the look-back goes. */
import { z } from "zod";
import type { ItemType } from "../../domain/platform.ts";
import type { Reader, Tx } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

interface Poll {
  account: string;
  itemType: ItemType;
}

const keyOf = ({ account, itemType }: Poll): string => `deep_read:${account}:${itemType}`;

/** Unix ms; 0 when it never has. */
export function lastDeepRead(reader: Reader, poll: Poll): number {
  return getMeta(reader, keyOf(poll), z.number()) ?? 0;
}

export function saveDeepRead(tx: Tx, poll: Poll, now: number): void {
  setMeta(tx, keyOf(poll), now);
}
