import { createHash } from "node:crypto";

/** A fingerprint by which a cell knows whether the text that somebody has read is the one that stands there. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
