import { createHmac } from "node:crypto";

interface Signed {
  id: string;
  /** Unix seconds. */
  timestamp: number;
  body: string;
}

/**
 * The header `webhook-signature` of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, so that neither can be changed
 * and an old call is seen to be old.
 * @param secret `whsec_` and the key in Base64
 */
export function signature(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
