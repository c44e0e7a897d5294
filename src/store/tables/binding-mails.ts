/** When mails with a code were asked for, by person: they may go to any address, so they are few. */
import { z } from "zod";
import type { Reader, Tx } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

const times = z.array(z.number());

/** @returns Unix ms, the earliest first */
export function bindingMailsOf(reader: Reader, userId: number): number[] {
  return getMeta(reader, keyOf(userId), times) ?? [];
}

export function saveBindingMails(tx: Tx, userId: number, at: readonly number[]): void {
  setMeta(tx, keyOf(userId), at);
}

function keyOf(userId: number): string {
  return `binding_mails:${userId}`;
}
