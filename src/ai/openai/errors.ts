import { DAY_MS } from "../../base/clock.ts";
import { AuthError, causeChain, type ErrorDetails, LlmError, type ReputationError } from "../../base/errors.ts";
import { formatDuration } from "../../domain/duration.ts";
import { NetError } from "../../net/failure.ts";
import type { AskedWait } from "./asked-wait.ts";
import { wordsOf, type Meaning, type Refused } from "./refusal.ts";

/** Where a failed call went; the secrets are there only to be struck out of what the server says. */
export interface Call {
  host: string;
  timeoutMs: number;
  secrets: readonly string[];
}

/** The code and the remedy of each refusal. */
const TOLD: Record<Exclude<Meaning, "slip">, ErrorDetails & { code: string }> = {
  filtered: { code: "llm.refused", hint: "Write this answer by hand, or skip the item." },
  too_long: {
    code: "llm.too_long",
    hint: "The model reads less than this item needs: give its server a larger context, or choose another ai.model.",
  },
  no_money: {
    code: "llm.no_money",
    hint: "The account at the AI's provider has no credit left, or its key has reached its limit: top it up.",
  },
  country: {
    code: "llm.country",
    hint: "The provider does not serve this country or network: set ai.proxy, or use a provider that does.",
  },
  model: { code: "llm.model", hint: "Check ai.model: this server does not have it, or the key may not use it." },
  key: { code: "auth.llm", hint: "Check ai.api_key: the server does not accept it." },
  address: { code: "llm.address", hint: "Check ai.base_url: no chat completions are served there." },
  rate_limit: { code: "llm.rate_limited", retryable: true, hint: "It will be tried again when the limit allows." },
  unavailable: {
    code: "llm.unavailable",
    retryable: true,
    hint: "It will be tried again. If it goes on, check ai.base_url and the network.",
  },
  request: { code: "llm.rejected", hint: "Check ai.model and ai.extra_body, then: reputation doctor" },
};

/** The error of a reply that is no completion; an answer that only went wrong this once is none of them. */
export function refusalError(
  refused: Refused,
  meaning: Exclude<Meaning, "slip">,
  wait: AskedWait | null,
  call: Call,
): ReputationError {
  const said = `the LLM at ${call.host} answered ${refused.status}: ${withoutSecrets(wordsOf(refused.text), call)}`;
  const { code, ...details } = TOLD[meaning];
  const told = wait === null ? {} : { retryAfterMs: wait.ms };
  const Kind = meaning === "key" ? AuthError : LlmError;
  return new Kind(`${said}${cappedWords(wait)}`, { ...details, ...told, code });
}

function cappedWords(wait: AskedWait | null): string {
  if (wait?.askedMs === undefined) return "";
  const asked = wait.askedMs > DAY_MS ? "more than a day" : `${wait.askedMs / 1000} s`;
  return ` (it asks to wait ${asked}; we wait ${formatDuration(wait.ms)})`;
}

/** The error of a request that got no reply. */
export function unreachable(error: unknown, call: Call): LlmError {
  if (error instanceof NetError && error.fault === "timeout") {
    return unavailable(`the LLM at ${call.host} did not answer within ${call.timeoutMs / 1000} s`);
  }
  const broke = error instanceof NetError && error.fault !== "unreachable";
  const what = broke ? "broke off its answer" : "cannot be reached";
  return unavailable(`the LLM at ${call.host} ${what}: ${withoutSecrets(causeChain(error), call)}`);
}

/** The error of a reply that is neither a completion nor a refusal. */
export function unavailable(message: string): LlmError {
  return new LlmError(message, TOLD.unavailable);
}

/** Some servers quote the key they refuse. */
function withoutSecrets(text: string, { secrets }: Call): string {
  return secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "•••")), text);
}
