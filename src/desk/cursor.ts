/** Cursors encode where the next page of a list begins; clients pass them on without reading them. */
import { parsedJson } from "../base/json.ts";
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Position } from "../store/views/item-list.ts";

/** @param list everything that identifies the list; a cursor of another list is refused */
export function writeCursor({ priority, created_at, id }: Position, list: unknown): string {
  return Buffer.from(JSON.stringify([markOf(list), priority, created_at, id])).toString("base64url");
}

/** @returns undefined when the text is no cursor of this list */
export function readCursor(cursor: string, list: unknown): Position | undefined {
  const form = z.tuple([z.literal(markOf(list)), z.int(), z.int(), z.int()]);
  const { data } = form.safeParse(parsedJson(Buffer.from(cursor, "base64url").toString()));
  return data && { priority: data[1], created_at: data[2], id: data[3] };
}

function markOf(list: unknown): string {
  return createHash("sha256").update(JSON.stringify(list)).digest("base64url").slice(0, 8);
}
