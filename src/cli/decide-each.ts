import { messageOf, ReputationError, StateError } from "../base/errors.ts";
import type { Approved } from "../decisions/approve.ts";
import type { Decided } from "../decisions/parts.ts";
import { iso, span } from "../domain/calendar.ts";
import type { Context } from "./context.ts";

type Result = (Decided | Approved) | { id: number; error: string; hint: string | null };

/**
 * Decides on each item and prints the result. An item that cannot be decided does not stop the others.
 * @returns the exit code: 1 when one could not be decided
 */
export async function tellEach(
  context: Context,
  ids: readonly number[],
  decide: (id: number) => Promise<Decided | Approved>,
): Promise<number> {
  const results: Result[] = [];
  for (const id of ids) {
    try {
      results.push(await decide(id));
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      results.push({
        id,
        error: messageOf(error),
        hint: error instanceof ReputationError ? (error.hint ?? null) : null,
      });
    }
  }
  context.print(results.map(document), () => results.map((result) => line(result, context)).join("\n"));
  return results.some((result) => "error" in result) ? 1 : 0;
}

function document(result: Result): unknown {
  return "sendAt" in result
    ? { id: result.id, status: result.status, changed: result.changed, send_at: iso(result.sendAt) }
    : result;
}

function line(result: Result, { paint, clock }: Context): string {
  if ("error" in result) return `${paint("red", "✗")} ${result.error}${result.hint ? `. ${result.hint}` : ""}`;
  const what = `#${result.id} ${result.changed ? "is now" : "is already"} ${result.status}`;
  if (!("sendAt" in result) || result.sendAt === null) return `${paint("green", "✓")} ${what}`;
  return `${paint("green", "✓")} ${what}; it will be published in ${span(result.sendAt - clock.now())} (reputation undo ${result.id})`;
}
