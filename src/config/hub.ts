/** The configuration of a hub: the inbox over the items of many daemons, its cells. It has no accounts and no brands. */
import { z } from "zod";
import { CELL_ID } from "../domain/item-ref.ts";

/** As for every other token of a daemon. */
const SHORTEST_TOKEN = 24;

/**
 * @param secret the form of a token
 * @param baseUrl the form of an address
 * @param proxy the form of a way out
 */
export function cellSchema(secret: z.ZodType<string>, baseUrl: z.ZodType<string>, proxy: z.ZodType<string>) {
  return z.strictObject({
    /** Stands in the name of each item, so it is never changed: `west:17`. */
    id: z.string().regex(CELL_ID, "must be a lower-case letter, and up to three letters or digits more"),
    /** As people read it: Казань. */
    name: z.string().trim().min(1).max(60),
    url: baseUrl,
    token: secret.refine((text) => text.length >= SHORTEST_TOKEN, `must be at least ${SHORTEST_TOKEN} characters long`),
    allow_plain_http: z.boolean().optional(),
    proxy: proxy.optional(),
  });
}
export type CellConfig = z.infer<ReturnType<typeof cellSchema>>;

/** Both could not be told apart: by the name of their items, by what people read, or by what they are. */
export function cellProblems(cells: readonly { id: string; name: string; url: string }[]) {
  return cells.flatMap((cell, i) => {
    const earlier = cells.slice(0, i);
    const keys = (["id", "name", "url"] as const).filter((key) => {
      return cell[key] !== "" && earlier.some((other) => other[key] === cell[key]);
    });
    return keys.map((key) => ({ path: ["cells", i, key], message: `"${cell[key]}" is used twice` }));
  });
}
