import { z } from "zod";
import { PLATFORM_NAMES } from "../domain/platform.ts";
import { retryAfter, secondsOf, serverTime, untilDate, type ReplyHeaders } from "../net/waits.ts";
import { numberOf } from "./dialect.ts";
import type { Denial, Dialect } from "./dialect.ts";
import { optionalText, readableOf } from "./wire-fields.ts";

/** Words of a refusal, and what they mean; the first match wins. */
type Meaning = Denial & { words: RegExp };

function meaningOf(meanings: readonly Meaning[], text: string): Denial | null {
  const found = meanings.find(({ words }) => words.test(text));
  return found === undefined ? null : { code: found.code, hint: found.hint };
}

const wbServiceError = z.object({
  error: z.literal(true),
  errorText: optionalText,
  additionalErrors: readableOf(z.string()),
});
const wbProblem = z.object({ title: optionalText, detail: optionalText });

/**
 * Wildberries: problem+json from the gateway (`title`, `detail`), `{error: true, errorText}` from the service,
 * which also comes with a 200, and `{title, detail, origin}` from answering (reference: WB API, "Error codes").
 */
export const wbDialect: Dialect = {
  name: PLATFORM_NAMES.wb,
  errorText(body) {
    const service = wbServiceError.safeParse(body);
    if (service.success) return [service.data.errorText, ...service.data.additionalErrors].filter(Boolean).join(", ");
    const { title, detail } = wbProblem.safeParse(body).data ?? {};
    return [title, detail].filter(Boolean).join(": ") || null;
  },
  denial(status) {
    if (status === 401) {
      return {
        code: "auth.key",
        hint: "Make a new Personal token with the category «Вопросы и отзывы», read and write, in the WB cabinet.",
      };
    }
    if (status === 402)
      return { code: "auth.plan", hint: "Top up the balance of the WB solution this token belongs to." };
    if (status !== 403) return null;
    return {
      code: "auth.role",
      hint: "The token needs the category «Вопросы и отзывы» with read and write access. Make a new one in the WB cabinet.",
    };
  },
  // The gateway knows no items: its 404 means a wrong address.
  isMissing: (body) => wbServiceError.safeParse(body).success,
  waitMs: (headers, _text, now) => secondsOf(headers.get("x-ratelimit-retry")) ?? retryAfter(headers, now),
  // The exact meaning of its X-Ratelimit-Remaining is not documented.
  remaining: () => null,
  restMs: () => null,
  alreadyAnswered:
    /already (has|have|been)? ?(an )?(answer|processed)|duplicate|уже (есть|дан|был|имеет|содержит|отвечен|обработан)/i,
};

const ozonError = z.object({ message: z.string(), details: optionalText });
const OZON_NOT_FOUND = z.object({ code: z.literal(5) });

const OZON_MEANINGS: readonly Meaning[] = [
  {
    words: /existing subscription|subscription required|premium (plus|pro)/i,
    code: "auth.plan",
    hint: "The Ozon cabinet lacks the subscription: reviews need «Управление отзывами» or Premium Pro, questions Premium Plus.",
  },
  {
    words: /missing a required role/i,
    code: "auth.role",
    hint: "Make an Ozon API key that has the roles for reviews, questions and products, or Admin.",
  },
  {
    words: /specific ip|ip address/i,
    code: "auth.ip",
    hint: "The Ozon key only works from listed IP addresses: add this machine's address in the cabinet, or make a key without the list.",
  },
  { words: /offer not signed/i, code: "auth.offer", hint: "Accept the offer in the Ozon cabinet, then try again." },
  {
    words: /invalid api-?key|api-?key is (deactivated|expired|not)|client-?id/i,
    code: "auth.key",
    hint: "Check client_id and api_key; an Ozon key works for three months, make a new one when it has expired.",
  },
];

/** Ozon: `{code, message, details}`; `details` is a list or, for questions, a text (reference: Ozon Seller API, errors). */
export const ozonDialect: Dialect = {
  name: PLATFORM_NAMES.ozon,
  errorText(body) {
    const error = ozonError.safeParse(body);
    return error.success ? [error.data.message, error.data.details].filter(Boolean).join(", ") : null;
  },
  denial(status, text) {
    const meaning = meaningOf(OZON_MEANINGS, text);
    if (meaning !== null || (status !== 401 && status !== 403)) return meaning;
    return status === 401
      ? {
          code: "auth.key",
          hint: "Check client_id and api_key of the account; make a new Ozon key when this one has expired.",
        }
      : {
          code: "auth.role",
          hint: "Look up what this Ozon key may do in the cabinet, and whether the cabinet has access.",
        };
  },
  isMissing: (body) => OZON_NOT_FOUND.safeParse(body).success,
  waitMs: (headers, _text, now) => retryAfter(headers, now),
  // This many requests are allowed in each second (reference: Ozon Seller API, "Limits").
  remaining: (headers) => numberOf(headers.get("ratelimit-remaining")),
  restMs: (headers) => (ozonDialect.remaining(headers) === 0 ? 1000 : null),
  alreadyAnswered: /already (answered|exists|processed|has)|duplicate/i,
  paused: /circle is open/i,
};

const ymError = z.object({
  status: z.literal("ERROR"),
  errors: readableOf(z.object({ code: optionalText, message: optionalText })),
});

const YM_MEANINGS: readonly Meaning[] = [
  {
    words: /scopes?\b/i,
    code: "auth.role",
    hint: "The Yandex Market key needs the scopes «Общение с покупателями» and «Просмотр товаров и карточек». Make a new one.",
  },
  {
    words: /business not found/i,
    code: "auth.business",
    hint: "Check business_id: it is the id of the cabinet, not of a shop (campaign).",
  },
];

/**
 * Yandex Market: `{status: "ERROR", errors: [{code, message}]}`, 420 instead of 429, 423 while a cabinet is being
 * moved (reference: Yandex Market Partner API, "Error types" and "Limits").
 */
export const ymDialect: Dialect = {
  name: PLATFORM_NAMES.ym,
  errorText(body) {
    const error = ymError.safeParse(body);
    if (!error.success) return null;
    return error.data.errors.map(({ code, message }) => message ?? code).join(", ");
  },
  denial(status, text) {
    const meaning = meaningOf(YM_MEANINGS, text);
    if (meaning !== null || (status !== 401 && status !== 403)) return meaning;
    return status === 401
      ? {
          code: "auth.key",
          hint: "Check api_key: it starts with ACMA: and stands without «Bearer». Make a new one if it was revoked.",
        }
      : {
          code: "auth.business",
          hint: "Check that business_id belongs to this key and that the shop's API is not switched off.",
        };
  },
  isMissing: (body) => ymError.safeParse(body).success,
  // The header concerns the method's hourly limit, while an excess of parallel requests is over in a moment.
  waitMs: (headers, text, now) =>
    /parallel/i.test(text) ? 1000 : (untilReset(headers, now) ?? retryAfter(headers, now)),
  remaining: (headers) => numberOf(headers.get("x-ratelimit-resource-remaining")),
  restMs: (headers, now) => (ymDialect.remaining(headers) === 0 ? untilReset(headers, now) : null),
  limitsPerMethod: true,
  alreadyAnswered: /duplicate (comment|answer)|already (answered|exists|has)/i,
};

/** The method's hourly allowance begins anew at a time by Yandex Market's clock. */
function untilReset(headers: ReplyHeaders, now: number): number | null {
  return untilDate(headers.get("x-ratelimit-resource-until"), serverTime(headers, now));
}
