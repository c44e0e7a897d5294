import { Buffer } from "node:buffer";
import { z } from "zod";

/** Who a WB token is made for; decides its request limit. */
type WbTokenKind = "basic" | "test" | "personal" | "service" | "unknown";

/** What a WB token says about itself. */
export interface WbToken {
  kind: WbTokenKind;
  /** Unix ms; null when it does not say. */
  expiresAt: number | null;
  /** Whether it covers "Questions and reviews"; null when it does not say. */
  coversReviews: boolean | null;
  /** Whose cabinet it opens; null when it does not say. */
  sellerId: string | null;
}

const KINDS: Record<number, WbTokenKind> = { 1: "basic", 2: "test", 3: "personal", 4: "service" };
const REVIEWS_BIT = 7;
/** A real token has some 500 characters; what is far longer is no token. */
const LONGEST_PAYLOAD = 8192;

const payloadSchema = z.object({
  exp: z.number().positive().nullable().catch(null),
  acc: z.number().nullable().catch(null),
  /** Test contour. */
  t: z.boolean().nullable().catch(null),
  /** Bit mask of the API categories. */
  s: z.number().nonnegative().nullable().catch(null),
  sid: z.string().min(1).nullable().catch(null),
});

/**
 * Reads a WB token without verifying it (reference: WB API, "Authorization": a JWT with `exp`, `acc`, `t`, `s`, `sid`).
 * A value that is not a JWT is of unknown kind, and only the marketplace can say whether it works.
 */
export function decodeWbToken(token: string): WbToken {
  const payload = payloadOf(token);
  if (payload === null) return { kind: "unknown", expiresAt: null, coversReviews: null, sellerId: null };
  return {
    kind: payload.t === true ? "test" : (KINDS[payload.acc ?? 0] ?? "unknown"),
    expiresAt: payload.exp === null ? null : payload.exp * 1000,
    // The mask has more than the 32 bits that JavaScript's `&` can handle.
    coversReviews: payload.s === null ? null : Math.floor(payload.s / 2 ** REVIEWS_BIT) % 2 === 1,
    sellerId: payload.sid?.toLowerCase() ?? null,
  };
}

function payloadOf(token: string): z.infer<typeof payloadSchema> | null {
  const encoded = token.split(".")[1];
  if (encoded === undefined || encoded.length > LONGEST_PAYLOAD) return null;
  try {
    return payloadSchema.parse(JSON.parse(Buffer.from(encoded, "base64url").toString("utf8")));
  } catch {
    return null;
  }
}
