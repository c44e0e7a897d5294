import { createHash } from "node:crypto";
import type { Message } from "./channel.ts";

/**
 * A delivery as whoever gets it may know it: the same for each try, and another one after the database was replaced and the
 * numbers begin anew. A mail service throws away what it has seen already.
 */
export function deliveryName(to: string, { facts, text }: Message, delivery: string): string {
  const parts = [delivery, to, facts?.at ?? text];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
}
