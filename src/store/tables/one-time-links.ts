/** Links that let somebody set a password, once. */
import type { Selectable } from "kysely";
import { q, type Reader, type Tx } from "../db.ts";
import type { OneTimeLinksTable } from "../schema-people.ts";
import { brandsJson, brandsOf } from "./users.ts";

export interface OneTimeLink extends Omit<Selectable<OneTimeLinksTable>, "brands"> {
  brands: readonly string[] | null;
}

export function insertLink(tx: Tx, { brands, ...link }: OneTimeLink): void {
  tx.run(q.insertInto("one_time_links").values({ ...link, brands: brandsJson(brands) }));
}

export function linkOf(reader: Reader, hash: string): OneTimeLink | undefined {
  const row = reader.get(q.selectFrom("one_time_links").selectAll().where("hash", "=", hash));
  return row && { ...row, brands: brandsOf(row.brands) };
}

/** The links that can still be used, the newest first. */
export function openLinks(reader: Reader, now: number): OneTimeLink[] {
  const query = q.selectFrom("one_time_links").selectAll().where("used_at", "is", null).where("expires_at", ">", now);
  return reader.all(query.orderBy("created_at", "desc")).map((row) => ({ ...row, brands: brandsOf(row.brands) }));
}

export function markUsed(tx: Tx, hash: string, now: number): void {
  tx.run(q.updateTable("one_time_links").set({ used_at: now }).where("hash", "=", hash));
}

/** Ends the unused links that match, or all of them. @returns how many there were */
export function endLinks(tx: Tx, which: "all" | { hash: string } | { userId: number } | { createdBy: string }): number {
  const query = q.deleteFrom("one_time_links").where("used_at", "is", null);
  if (which === "all") return tx.run(query);
  if ("hash" in which) return tx.run(query.where("hash", "=", which.hash));
  if ("userId" in which) return tx.run(query.where("user_id", "=", which.userId));
  return tx.run(query.where("created_by", "=", which.createdBy));
}
