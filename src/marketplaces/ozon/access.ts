import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { AuthError } from "../../base/errors.ts";
import { expiryWarnings } from "../expiry.ts";
import type { HttpClient } from "../http.ts";
import type { Access } from "../marketplace.ts";
import type { OzonAnswers } from "./answers.ts";
import { ozonRoles } from "./wire.ts";

/**
 * Probes what an Ozon key may do. No method reports the required subscription, so the counters are tried
 * (reference: Ozon Seller API, `/v1/roles`, `/v2/review/count`, `/v1/question/count`). One of reviews and
 * questions being closed is normal and a warning; both is an error.
 */
export async function checkOzonAccess(
  http: HttpClient,
  answers: OzonAnswers,
  clock: Clock,
  signal: AbortSignal,
): Promise<Access> {
  const { expires_at: expiresAt } = await http.read(
    { method: "POST", path: "/v1/roles", body: {}, reply: ozonRoles },
    signal,
  );
  const reviews = await refusalOf(http, "/v2/review/count", signal);
  const questions = await refusalOf(http, "/v1/question/count", signal);
  if (reviews !== null && questions !== null) throw reviews;
  const [seller] = await answers.sellerNames(signal);
  const warnings = expiryWarnings(expiresAt, clock.now());
  if (reviews !== null) warnings.push(`Reviews are closed to this key. ${reviews.hint ?? reviews.message}`);
  if (questions !== null) warnings.push(`Questions are closed to this key. ${questions.hint ?? questions.message}`);
  if (seller === undefined) warnings.push(NAMELESS);
  return { seller: seller ?? null, key: "API key", expiresAt, warnings };
}

const NAMELESS =
  "The key may not read the cabinet's name: answers to questions that were given in the cabinet may not be recognised.";

async function refusalOf(http: HttpClient, path: string, signal: AbortSignal): Promise<AuthError | null> {
  try {
    await http.read({ method: "POST", path, body: {}, reply: z.unknown() }, signal);
    return null;
  } catch (error) {
    if (error instanceof AuthError && error.code !== "auth.key") return error;
    throw error;
  }
}
