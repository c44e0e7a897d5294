import { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import { NetError } from "../../net/failure.ts";
import { boundedWait, retryAfter } from "../../net/waits.ts";
import { AuthError, causeChain, LlmError, type ReputationError } from "../../base/errors.ts";

/** Where a failed call went; the key is there only to be struck out of what the server says. */
interface Call {
  host: string;
  model: string;
  timeoutMs: number;
  apiKey: string;
}

/** What went wrong with a call, in the program's own words. */
export function toLlmError(error: unknown, call: Call): ReputationError {
  if (error instanceof APIConnectionTimeoutError || netFault(error) === "timeout") {
    return unavailable(`the LLM at ${call.host} did not answer within ${call.timeoutMs / 1000} s`);
  }
  if (error instanceof APIConnectionError) {
    return unavailable(`the LLM at ${call.host} cannot be reached: ${withoutKey(causeChain(error), call)}`);
  }
  if (error instanceof APIError && typeof error.status === "number") return ofStatus(error, error.status, call);
  // All remaining errors come from reading the body: the connection was cut, or the body is not JSON.
  return unavailable(`the answer of the LLM at ${call.host} broke off: ${withoutKey(causeChain(error), call)}`);
}

function netFault(error: unknown): NetError["fault"] | undefined {
  const { cause } = error as { cause?: unknown };
  return cause instanceof NetError ? cause.fault : undefined;
}

function ofStatus(error: APIError, status: number, call: Call): ReputationError {
  const said = `the LLM at ${call.host} answered ${withoutKey(error.message, call)}`;
  if (status === 401 || status === 403) {
    return new AuthError(said, { code: "auth.llm", hint: "Check ai.api_key and that the key may use ai.model." });
  }
  if (status === 429) return rateLimited(error, said);
  if (status >= 500 || status === 408 || status === 409 || status === 425) return unavailable(said);
  return new LlmError(said, {
    code: "llm.rejected",
    hint: `Check ai.base_url and ai.model ("${call.model}"), then: reputation doctor`,
  });
}

function unavailable(message: string): LlmError {
  return new LlmError(message, {
    code: "llm.unavailable",
    retryable: true,
    hint: "It will be tried again. If it goes on, check ai.base_url and the network.",
  });
}

function rateLimited(error: APIError, said: string): LlmError {
  const asked = error.headers ? retryAfter(error.headers, null) : null;
  const outOfMoney = error.code === "insufficient_quota";
  return new LlmError(said, {
    code: "llm.rate_limited",
    retryable: true,
    hint: outOfMoney ? "The account has no credit left: top it up." : "It will be tried again when the limit allows.",
    ...(asked === null ? {} : { retryAfterMs: boundedWait(asked) }),
  });
}

/** Some servers quote the key they refuse. */
function withoutKey(text: string, { apiKey }: Call): string {
  return apiKey === "" ? text : text.replaceAll(apiKey, "•••");
}
