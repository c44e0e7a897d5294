/** Secrets that the program makes: the tokens of sessions and the codes of links. Only their hashes are stored. */
import { createHash, randomBytes } from "node:crypto";

const BYTES = 32;

/** 32 random bytes as 43 characters that can stand in an address. */
export function newSecret(): string {
  return randomBytes(BYTES).toString("base64url");
}

/** The SHA-256 in hex. That is enough for a random secret; passwords need a slow hash (`passwords.ts`). */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
