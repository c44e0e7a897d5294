/** Before buyers see something: what exactly, and one question. */
import { StateError } from "../base/errors.ts";
import { safeLine, safeText } from "../domain/wording/safe-text.ts";
import type { Reader } from "../store/db.ts";
import { requireItem } from "../store/tables/items.ts";
import { answerText, responseOf } from "../store/tables/responses.ts";
import { confirm } from "./terminal/confirm.ts";
import type { Context } from "./context.ts";

/**
 * Prints exactly what buyers would read; nothing is changed.
 * @throws StateError for an item without an answer
 */
export function preview(context: Context, db: Reader, ids: readonly number[]): void {
  const rows = ids.map((id) => {
    const item = requireItem(db, id);
    const response = responseOf(db, id);
    if (!response) throw new StateError(`item ${id} has no answer yet`, { hint: `See: reputation show ${id}` });
    const { account, external_id } = item;
    return { id, account, external_id, text: answerText(response), version: response.version };
  });
  context.print(rows, () =>
    rows.map((row) => `#${row.id}  ${row.account}  ${safeLine(row.external_id)}\n${safeText(row.text)}`).join("\n\n"),
  );
}

/** More than one answer needs a yes. @throws UsageError when nobody can be asked */
export async function mayPublish({ io }: Context, count: number): Promise<boolean> {
  return count < 2 || confirm(`Publish ${count} answers?`, "--yes", io);
}
