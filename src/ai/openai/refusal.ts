/** What a server means by a refusal: its status, and the words of its error in any of the forms that servers use. */
import { parseJson } from "../../net/json.ts";
import { isObject } from "./objects.ts";

/** A reply that is no completion. */
export interface Refused {
  /** The HTTP status; for an error inside a 200 the status that the error names. */
  status: number;
  /** The body. */
  text: string;
}

/** What is wrong, each with a remedy of its own. */
export type Meaning =
  /** The model or a filter declines to talk about this. */
  | "filtered"
  /** The request is longer than the model reads. */
  | "too_long"
  /** The model wrote no JSON where the server promised some. */
  | "slip"
  | "no_money"
  | "country"
  | "model"
  | "key"
  | "address"
  | "rate_limit"
  | "unavailable"
  /** Something else about this request. */
  | "request";

const MONEY =
  /insufficient[_ ](?:quota|balance|funds|credit)|billing_(?:hard_limit|not_active)|check your plan and billing|credit balance|payment required|(?:out of|not enough|requires more) (?:credit|money|balance)|key limit exceeded|недостаточно (?:средств|токенов)|баланс/iu;
const COUNTRY =
  /unsupported_country|country, region, or territory|not (?:available|supported) in your (?:country|region|location)|location is not supported|check your network settings|request not allowed|sorry, you have been blocked/iu;
const MODEL =
  /model[^\n]{0,120}(?:not found|not exist|is not a valid|not loaded|decommissioned|no longer|deprecated)|model_(?:not_found|decommissioned)|(?:unknown|invalid|no such) model|no models? loaded|no endpoints found|find model/iu;
const KEY = /api[_ ]key (?:not valid|invalid)|(?:invalid|incorrect) api[_ ]key|api_key_invalid|unauthenticated/iu;
const LENGTH =
  /context[_ ](?:size|length|window)|maximum context|too many (?:input )?tokens|(?:prompt|input|request) is too (?:long|large)|reduce the length/iu;
const FILTER =
  /content_filter|content management policy|content_policy|responsible_?ai|data_inspection_failed|flagged/iu;
const SLIP = /json_validate_failed|failed to generate json/iu;
const RATE = /rate[_ -]?limit|too many requests|resource_exhausted/iu;
const SERVERS_FAULT = new Set([408, 409, 425, 498, 499]);

/** What the refusal means. */
export function meaningOf({ status, text }: Refused): Meaning {
  const isOurs = status >= 400 && status < 500;
  if (isOurs && status !== 401 && FILTER.test(text)) return "filtered";
  if (SLIP.test(text)) return "slip";
  if (status === 402 || (isOurs && MONEY.test(text) && !asksToWait(text))) return "no_money";
  if (status === 451 || (isOurs && COUNTRY.test(text)) || (status === 403 && isPage(text))) return "country";
  if (status === 429 || (isOurs && RATE.test(text))) return "rate_limit";
  if (status === 401 || (isOurs && KEY.test(text))) return "key";
  if (isOurs && MODEL.test(text)) return "model";
  if (status === 403) return "key";
  if (isOurs && (status === 413 || LENGTH.test(text))) return "too_long";
  if (status === 404 || status === 405 || status === 410 || status < 400) return "address";
  return status >= 500 || SERVERS_FAULT.has(status) ? "unavailable" : "request";
}

/** Google uses the words of an empty account for a limit per minute, too, but then it says how long to wait. */
function asksToWait(text: string): boolean {
  return /"retryDelay"/u.test(text);
}

/** A web page instead of a reply of an API. */
export function isPage(text: string): boolean {
  return /^\s*<(?:!doctype|html|head|body|\?xml)/iu.test(text);
}

/** Whether a server without support for this format of the answer refuses it: OpenAI's, Google's and vLLM's words. */
export function refusesFormat({ status, text }: Refused): boolean {
  const isCandidate = status === 400 || status === 404 || status === 422 || status === 500 || status === 501;
  if (!isCandidate || SLIP.test(text)) return false;
  return /response_?format|response_schema|json_?schema|json_?object|structured[ _]outputs?|json mode|grammar|guided|additionalproperties|xgrammar|outlines/iu.test(
    text,
  );
}

/** Whether the model knows no system messages (Gemma). */
export function refusesSystemRole({ status, text }: Refused): boolean {
  const words =
    /system (?:role|message|prompt)s?[^.\n]{0,40}(?:not|un)\s?(?:be\s)?supported|roles must alternate|only user(?:,| and) (?:and )?assistant roles/iu;
  return (status === 400 || status === 422 || status === 500) && words.test(text);
}

/** The error inside a reply that has the status of a success; undefined when there is none. */
export function errorWithin(body: unknown): Refused | undefined {
  const found = errorObject(body);
  if (found === undefined) return undefined;
  return { status: statusIn(found), text: JSON.stringify(found) };
}

function errorObject(body: unknown): unknown {
  const [first] = Array.isArray(body) ? (body as unknown[]) : [body];
  if (!isObject(first)) return undefined;
  if (isError(first.error)) return first.error;
  const choice: unknown = Array.isArray(first.choices) ? first.choices[0] : undefined;
  if (isObject(choice) && isError(choice.error)) return choice.error;
  // vLLM: {"object": "error", "message": …}; GigaChat: {"status": 401, "message": …}.
  const isBare = first.choices === undefined && (first.object === "error" || statusIn(first, 0) >= 400);
  return isBare ? first : undefined;
}

function isError(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : isObject(value) && Object.keys(value).length > 0;
}

const NAMED_STATUSES: readonly (readonly [RegExp, number])[] = [
  [/insufficient_quota|insufficient_balance/iu, 402],
  [/rate_limit|resource_exhausted|too_many_requests/iu, 429],
  [/invalid_api_key|unauthenticated|authentication_error/iu, 401],
  [/unsupported_country|permission_denied|forbidden/iu, 403],
  [/model_not_found|not_found/iu, 404],
  [/content_filter|invalid_request|invalid_argument|context_length|json_validate/iu, 400],
  [/overloaded|unavailable/iu, 503],
];
const WITHOUT_STATUS = 502;

/** The status that an error names by a number, or by one of the usual names. */
function statusIn(error: unknown, otherwise = WITHOUT_STATUS): number {
  if (!isObject(error)) return namedStatus(String(error), otherwise);
  const { code, status, type } = error;
  const number = [code, status].map(Number).find((value) => value >= 400 && value <= 599);
  return (
    number ??
    namedStatus([code, status, type].map((name) => (typeof name === "string" ? name : "")).join(" "), otherwise)
  );
}

function namedStatus(name: string, otherwise: number): number {
  return NAMED_STATUSES.find(([words]) => words.test(name))?.[1] ?? otherwise;
}

const LONGEST_WORDS = 400;

/** The server's own words, in one line. */
export function wordsOf(text: string): string {
  const words = isPage(text) ? (/<title>([^<]*)/iu.exec(text)?.[1] ?? "a web page") : (messageIn(parsed(text)) ?? text);
  const line = words.replace(/\s+/gu, " ").trim();
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function messageIn(body: unknown): string | undefined {
  const [first] = Array.isArray(body) ? (body as unknown[]) : [body];
  if (typeof first === "string") return first;
  if (!isObject(first)) return undefined;
  for (const name of ["error", "message", "detail", "msg", "error_description"]) {
    const found = messageIn(first[name]);
    if (found !== undefined && found !== "") return found;
  }
  return undefined;
}
