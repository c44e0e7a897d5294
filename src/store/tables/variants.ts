/** Drafts to choose from, up to three for an answer. */
import { q, type Reader, type Tx } from "../db.ts";
import type { StoredProblem } from "./responses.ts";

export interface Variant {
  /** 1 to 3. */
  place: number;
  text: string;
  problems: StoredProblem[];
  model: string;
  promptHash: string;
}

/** Stores drafts in the place of earlier ones. @param version the version of the answer that they may take the place of */
export function saveVariants(
  tx: Tx,
  itemId: number,
  version: number,
  drafts: readonly Omit<Variant, "place">[],
  now: number,
) {
  tx.run(q.deleteFrom("variants").where("item_id", "=", itemId));
  for (const [at, { text, problems, model, promptHash }] of drafts.entries()) {
    const row = { text, problems: JSON.stringify(problems), model, prompt_hash: promptHash, created_at: now };
    tx.run(q.insertInto("variants").values({ item_id: itemId, place: at + 1, version, ...row }));
  }
}

/** Those that may take the place of this version of the answer; none once it is another. */
export function variantsOf(reader: Reader, itemId: number, version: number): Variant[] {
  const query = q.selectFrom("variants").selectAll().where("item_id", "=", itemId).where("version", "=", version);
  return reader.all(query.orderBy("place")).map(({ place, text, problems, model, prompt_hash }) => ({
    place,
    text,
    problems: JSON.parse(problems) as StoredProblem[],
    model,
    promptHash: prompt_hash,
  }));
}

/** One was chosen: the others may take the place of the new version. */
export function moveVariants(tx: Tx, itemId: number, chosen: number, version: number): void {
  tx.run(q.deleteFrom("variants").where("item_id", "=", itemId).where("place", "=", chosen));
  tx.run(q.updateTable("variants").set({ version }).where("item_id", "=", itemId));
}
